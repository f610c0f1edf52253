import type { LinkAction } from '../domain/alert.ts'
import type { Answered } from './answer-offer.ts'

/** What somebody is told whom no rep of the documents is. */
export const NOBODY_KNOWN = 'You are not among the reps here, so this was not counted.'
export const NOTHING_OPEN = 'No lead waits for your answer.'

/** What is asked of a rep who answered without saying which of several offers. */
export const severalOpen = (codes: readonly string[]) =>
  `Several leads wait for your answer. Name one: ${codes.map((code) => `1 ${code}`).join(' or ')}`

/** What a rep is told of their answer. */
export function answeredWords(answered: Answered): string {
  if (answered.counts) return COUNTS[answered.action]
  if (answered.why === 'used-up') return 'You have put this off as often as you may.'
  return answered.holder === undefined
    ? 'Too late: the lead has been passed on.'
    : `Too late: ${answered.holder} has the lead.`
}

const COUNTS: Readonly<Record<LinkAction, string>> = {
  accept: 'The lead is yours.',
  decline: 'Passed on to the next rep.',
  snooze: 'You have more time.',
  call: 'Your call is recorded, and the lead is yours.',
}
