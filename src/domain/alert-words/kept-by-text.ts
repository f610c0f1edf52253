/** Locales and zones come from documents, so there are few at a time; a new start is cheap. */
const MOST_KEPT = 500

/** What is made of texts, made once for each and kept: for what takes far longer to make than to use. */
export function keptByText<T, Texts extends readonly string[]>(make: (...texts: Texts) => T) {
  const kept = new Map<string, T>()
  return (...texts: Texts): T => {
    const key = texts.join(' ')
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= MOST_KEPT) kept.clear()
    const made = make(...texts)
    kept.set(key, made)
    return made
  }
}
