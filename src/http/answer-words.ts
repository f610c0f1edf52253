import { builtIn } from '../domain/alert-words/built-in.ts'
import { wordsOf } from '../domain/alert-words/words-of.ts'
import { filledTemplate } from '../domain/template.ts'
import type { Answered } from './answer-offer.ts'

/** What somebody is told whom no rep of the documents is, and whose language is not known. */
export const NOBODY_KNOWN = 'You are not among the reps here, so this was not counted.'

/** What a rep is told who has nothing to answer. */
export const nothingOpen = (locale: string | undefined) => wordsOf(locale).said.nothingOpen

/** What is asked of a rep who answered without saying which of several offers. */
export function severalOpen(codes: readonly string[], locale: string | undefined): string {
  const answers = codes.map((code) => `1 ${code}`)
  const words = wordsOf(locale)
  const list = new Intl.ListFormat(words.language, { type: 'disjunction' }).format(answers)
  return filledTemplate(builtIn(words.said.several), { codes: list }) ?? list
}

/** What a rep is told of their answer. */
export function answeredWords(answered: Answered, locale: string | undefined): string {
  const { counts, usedUp, tooLate, passedOn } = wordsOf(locale).said
  if (answered.counts) return counts[answered.action]
  if (answered.why === 'used-up') return usedUp
  return filledTemplate(builtIn(tooLate), { holder: answered.holder }) ?? passedOn
}
