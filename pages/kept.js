/* What this browser remembers for all pages of reps. */

/* What was kept under a name; undefined when nothing was. */
export const kept = (name) => storage()?.getItem(name) ?? undefined

/* Keeps it; undefined is forgotten. */
export const keep = (name, value) =>
  value === undefined ? storage()?.removeItem(name) : storage()?.setItem(name, value)

/* A browser that may keep nothing refuses even this; then each page is signed in to anew. */
function storage() {
  try {
    return localStorage
  } catch {
    return undefined
  }
}
