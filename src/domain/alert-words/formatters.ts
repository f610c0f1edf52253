import type { Reader } from './reader.ts'
import { USUAL_LOCALE } from './words-of.ts'

/** Locales and zones come from documents, so there are few at a time; a new start is cheap. */
const MOST_KEPT = 500

/**
 * One formatter for each locale and zone of readers. To make one loads its language and takes a hundred
 * times as long as to use it.
 */
export function formatterFor<T>(make: (locale: string, timeZone: string) => T) {
  const kept = new Map<string, T>()
  return ({ locale = USUAL_LOCALE, timeZone = 'UTC' }: Reader): T => {
    const key = `${locale} ${timeZone}`
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= MOST_KEPT) kept.clear()
    const made = make(locale, timeZone)
    kept.set(key, made)
    return made
  }
}
