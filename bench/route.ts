import { assignments } from './routing/assignments.ts'
import { listLookUps } from './routing/list-look-ups.ts'
import { pureDecisions } from './routing/pure-decisions.ts'
import type { Suite } from './suite.ts'
import { openEmptyDatabase } from './support/empty-database.ts'

/**
 * How long it takes to find the rule of a lead, at growing numbers of rules, with the index of
 * conditions and without; how fast leads are looked up in a long list; and how many leads a second are
 * given to reps under the locks.
 */
export const route: Suite = {
  name: 'route',
  async run(bench) {
    const pure = pureDecisions(bench)
    const url = await openEmptyDatabase(bench.started)
    const lists = await listLookUps(url, bench)
    return [...pure, ...lists, ...(await assignments(url, bench))]
  },
}
