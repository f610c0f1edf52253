import type { Signal } from './signal.ts'

/** What a person did before they wrote, in numbers that conditions may name as `signals.*`. */
export type VisitCounts = {
  readonly visits: number
  readonly pageViews: number
  /** Page views of the paths that the `attribution` document names. */
  readonly pricingViews: number
  readonly downloads: number
  readonly webinarMinutes: number
  /** Since the first signal, with a fraction. */
  readonly daysSinceFirst: number
}

const DAY_MS = 24 * 3_600 * 1_000

/** Undefined without signals: then nothing is known, which is not the same as no visit. */
export function visitCounts(
  signals: readonly Signal[],
  pricingPaths: readonly string[],
  receivedAt: Date,
): VisitCounts | undefined {
  if (signals.length === 0) return undefined
  const views = signals.filter(({ type }) => type === 'page-view')
  const first = signals.reduce((least, { at }) => Math.min(least, at.getTime()), Infinity)
  return {
    visits: new Set(signals.map(({ sessionId }) => sessionId)).size,
    pageViews: views.length,
    pricingViews: views.filter(({ url }) => pricingPaths.some((path) => isBelow(path, pathOf(url))))
      .length,
    downloads: signals.filter(({ type }) => type === 'download').length,
    webinarMinutes: signals
      .filter(({ type }) => type === 'webinar-minutes')
      .reduce((sum, { value = 0 }) => sum + Math.max(0, value), 0),
    daysSinceFirst: Math.max(0, receivedAt.getTime() - first) / DAY_MS,
  }
}

const pathOf = (url: string | undefined) =>
  (url === undefined ? undefined : URL.parse(url, 'http://page.invalid')?.pathname) ?? ''

/** `/pricing` is that page and those below it; `*` stands for any one part of a path. */
function isBelow(pattern: string, path: string): boolean {
  const parts = partsOf(path)
  return partsOf(pattern).every((part, index) =>
    part === '*' ? parts[index] !== undefined : part === parts[index],
  )
}

const partsOf = (path: string) => path.toLowerCase().split('/').filter(Boolean)
