/** The years a lead can come from; what lies outside was counted in another unit. */
const EARLIEST_MS = Date.UTC(2000, 0)
const LATEST_MS = Date.UTC(2100, 0)

/** A time that is counted in seconds or milliseconds since 1970, as ISO text; undefined if none is. */
export function isoMoment(count: string | undefined, unitMs: 1 | 1_000): string | undefined {
  if (count === undefined || !/^\d{1,15}(\.\d+)?$/.test(count)) return undefined
  const ms = Math.round(Number(count) * unitMs)
  return ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(ms).toISOString() : undefined
}
