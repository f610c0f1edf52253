import { english } from './english.ts'
import { german } from './german.ts'
import { keptByText } from './kept-by-text.ts'
import type { LocaleWords } from './locale-words.ts'

/** Of reps where nobody says a language. */
export const USUAL_LOCALE = 'en-GB'

const WORDS: ReadonlyMap<string, LocaleWords> = new Map(
  [english, german].map((words) => [words.language, words]),
)

/** The words of a locale's language; English ones for a language that has none. */
export const wordsOf = (locale: string = USUAL_LOCALE): LocaleWords =>
  WORDS.get(languageOf(locale)) ?? english

/** The language of a locale: `de` of `de-AT`. Kept, since each alert asks several times. */
export const languageOf = keptByText((locale: string): string => new Intl.Locale(locale).language)
