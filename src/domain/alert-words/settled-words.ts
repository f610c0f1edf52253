import type { AlertState } from '../alert.ts'
import { filledTemplate } from '../template.ts'
import { builtIn } from './built-in.ts'
import { localTime } from './local-time.ts'
import type { Reader } from './reader.ts'
import { wordsOf } from './words-of.ts'

/** How an offer ended, in words for a message that showed it as open, in the reader's own time. */
export function settledWords({ outcome, by, at }: AlertState, reader: Reader): string {
  const template = builtIn(wordsOf(reader.locale).endings[outcome])
  return filledTemplate(template, { by, time: localTime(at, reader) }) ?? outcome
}
