import type { AlertState } from '../alert.ts'
import { filledTemplate } from '../template.ts'
import { builtIn } from './built-in.ts'
import { localTime } from './local-time.ts'
import type { Reader } from './reader.ts'
import { wordsOf } from './words-of.ts'

/** How an offer ended, in words for a message that showed it as open, in the reader's own time. */
export function settledWords(
  { outcome, by, at, firstContactAt }: AlertState,
  reader: Reader,
): string {
  const { endings, reached } = wordsOf(reader.locale)
  const contacted = firstContactAt && localTime(firstContactAt, reader)
  const template = builtIn(`${endings[outcome]}${reached}`)
  return filledTemplate(template, { by, time: localTime(at, reader), contacted }) ?? outcome
}
