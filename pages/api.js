/* What the pages of reps share: the API, and the token that this browser remembers for all of them. */

const KEY = 'stl-token'
/* Longer than the product takes for anything; a phone between two networks waits for ever. */
const TIME_LIMIT_MS = 10_000

/* The token that somebody signed in with on any page; undefined when nobody did. */
export const keptToken = () => storage()?.getItem(KEY) ?? undefined

export const keepToken = (token) => storage()?.setItem(KEY, token)

export const forgetToken = () => storage()?.removeItem(KEY)

/* A browser that may keep nothing refuses even this; then each page is signed in to anew. */
function storage() {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

/* An answer other than the one asked for. Without a status there was no answer. */
export class NotAnswered extends Error {
  constructor(status, { code, detail, facts } = {}) {
    super(detail ?? (status ? `the product answered ${status}` : 'there is no connection'))
    Object.assign(this, { status, code, facts })
  }
}

/* Reads an address of the API, or posts a body to it. Rejects with `NotAnswered`. */
export async function ask(token, path, body) {
  // The browser itself refuses to send such a header, as if there were no network.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new NotAnswered(401, { detail: 'this is no token' })
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    // An answer must not be lost because the phone turns to the call it was given with.
    keepalive: body !== undefined,
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).catch(() => undefined)
  // A network that wants to be signed in to answers everything with a page of its own.
  const content = await response?.json().catch(() => undefined)
  if (response?.ok && content !== undefined) return content
  throw new NotAnswered(response?.ok ? undefined : response?.status, content)
}
