import { english } from './english.ts'
import { german } from './german.ts'
import type { LocaleWords } from './locale-words.ts'

/** Of reps where nobody says a language. */
export const USUAL_LOCALE = 'en-GB'

const WORDS: ReadonlyMap<string, LocaleWords> = new Map(
  [english, german].map((words) => [words.language, words]),
)

/** The words of a locale's language; English ones for a language that has none. */
export const wordsOf = (locale: string = USUAL_LOCALE): LocaleWords =>
  WORDS.get(languageOf(locale)) ?? english

/** Locales come from documents, so there are few at a time; a new start is cheap. */
const MOST_KEPT = 500
const languages = new Map<string, string>()

/** The language of a locale: `de` of `de-AT`. Kept, since each alert asks several times. */
export function languageOf(locale: string): string {
  const known = languages.get(locale)
  if (known !== undefined) return known
  if (languages.size >= MOST_KEPT) languages.clear()
  const { language } = new Intl.Locale(locale)
  languages.set(locale, language)
  return language
}
