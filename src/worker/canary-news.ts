import type { CanaryProblem } from '../domain/canaries/canary-verdict.ts'

/** What people are told of a route. */
export type CanaryNews = {
  /** The same while the same is in the way, however long it takes. */
  readonly key: string
  readonly title: string
  readonly lines: readonly string[]
}

const WELL = 'ok'

/**
 * What people have to hear, given what they were told last; nothing while that is still so, or all has
 * always been well.
 */
export function canaryNews(
  routeId: string,
  problems: readonly CanaryProblem[],
  told: string | undefined,
): CanaryNews | undefined {
  const key = keyOf(problems)
  if (key === (told ?? WELL)) return undefined
  if (problems.length === 0) {
    const lines = ['Its canary comes through as it should.']
    return { key, title: `All clear: leads of ${routeId} are on their way again`, lines }
  }
  const title = `Alarm: something is in the way of leads of ${routeId}`
  const lines = problems.map(({ code, about, detail }) => `${WORDS[code]} ${about}: ${detail}`)
  return { key, title, lines: [...lines, 'See ./stl canaries, and docs/operations.md.'] }
}

const keyOf = (problems: readonly CanaryProblem[]) =>
  problems.length === 0
    ? WELL
    : [...new Set(problems.map(({ code, about }) => `${code} ${about}`))].sort().join(', ')

const WORDS: Readonly<Record<CanaryProblem['code'], string>> = {
  slow: 'Too slow:',
  skipped: 'Skipped:',
  stopped: 'Stopped at',
  lost: 'Lost on its',
  misrouted: 'Gone astray at',
  'not-told': 'The rep was not told by',
  credential: 'A credential is needed for',
  'vendor-down': 'Not reached:',
}
