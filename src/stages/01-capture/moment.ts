/** Beyond this a number is taken for milliseconds: as seconds it would be after the year 5000. */
const SECONDS_AT_MOST = 100_000_000_000

/**
 * A time as vendors write it, in ISO 8601: seconds or milliseconds since 1970, or any form with an
 * offset, such as `2026-03-02T14:30:00+0000`. Undefined for anything else.
 */
export function moment(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const at = new Date(/^\d{9,16}$/.test(text) ? inMilliseconds(Number(text)) : text)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

const inMilliseconds = (count: number) => (count > SECONDS_AT_MOST ? count : count * 1_000)
