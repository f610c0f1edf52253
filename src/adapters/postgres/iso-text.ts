const MINUTE_MS = 60_000

let knownMinute = Number.NaN
let upToMinute = ''

/**
 * As `toISOString`, and as JSON has it, for a tenth of the time: of moments of one minute only the
 * seconds are written anew. A lead is written with some forty of them.
 */
export function isoText(at: Date): string {
  const ms = at.getTime()
  const minute = Math.floor(ms / MINUTE_MS)
  if (minute !== knownMinute) {
    upToMinute = at.toISOString().slice(0, -'00.000Z'.length)
    knownMinute = minute
  }
  const within = ms - minute * MINUTE_MS
  const seconds = Math.floor(within / 1_000)
  return `${upToMinute}${digits(seconds, 2)}.${digits(within % 1_000, 3)}Z`
}

const digits = (number: number, count: number) => `${number}`.padStart(count, '0')
