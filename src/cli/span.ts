/** The middle and the slowest twentieth, as `120 ms / 1.5 min`; a dash where nothing came so far. */
export function span(
  percentiles: { readonly p50: number; readonly p95: number } | undefined,
): string {
  return percentiles === undefined
    ? '-'
    : `${lasting(percentiles.p50)} / ${lasting(percentiles.p95)}`
}

/** What the two times of a span are, for below a table of them. */
export const SPAN_LEGEND = 'Times are of the middle lead / of the slowest twentieth.'

/** In the unit a person would use. */
function lasting(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const units = [
    ['s', 1_000],
    ['min', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ] as const
  const [unit, size] = units.findLast(([, size]) => ms >= size) ?? units[0]
  return `${(ms / size).toFixed(ms / size < 10 ? 1 : 0)} ${unit}`
}
