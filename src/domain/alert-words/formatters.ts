import { keptByText } from './kept-by-text.ts'
import type { Reader } from './reader.ts'
import { USUAL_LOCALE } from './words-of.ts'

/**
 * One formatter for each locale and zone of readers. To make one loads its language and takes a hundred
 * times as long as to use it.
 */
export function formatterFor<T>(make: (locale: string, timeZone: string) => T) {
  const formatterOf = keptByText(make)
  return ({ locale = USUAL_LOCALE, timeZone = 'UTC' }: Reader): T => formatterOf(locale, timeZone)
}
