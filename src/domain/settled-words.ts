import type { AlertState } from './alert.ts'

/** How an offer ended, in words for a message that showed it as open, in the reader's own time. */
export function settledWords({ outcome, by, at }: AlertState, timeZone = 'UTC'): string {
  const who = by === undefined ? '' : ` by ${by}`
  return `${WORDS[outcome]}${who} at ${localTime(at, timeZone)}`
}

const WORDS: Readonly<Record<AlertState['outcome'], string>> = {
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Passed on, nobody answered,',
  closed: 'Taken over',
}

/** Hours and minutes where the reader is, with the zone, since messages are passed on: `10:42 CET`. */
const localTime = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' },
  }).format(at)
