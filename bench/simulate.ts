import { connect } from '../src/adapters/postgres/connect.ts'
import { postgresPast } from '../src/adapters/postgres/past.ts'
import { simulationsInThread } from '../src/compose/simulations-in-thread.ts'
import type { SimulationReport } from '../src/domain/simulation/report.ts'
import { largeCompany } from './simulation/large-company.ts'
import { madeUpPast, type Period } from './simulation/made-up-past.ts'
import type { Measure, Suite } from './suite.ts'
import { costOf } from './support/cost-of.ts'
import { openEmptyDatabase } from './support/empty-database.ts'

/**
 * How long it takes to let other rules meet the leads of a month, as the product does it: in a thread,
 * read from the database, every decision made again as it was and under the draft. The control reads the
 * same and decides nothing.
 */
export const simulate: Suite = {
  name: 'simulate',
  async run({ quick, started, tell }) {
    const url = await openEmptyDatabase(started)
    const size = quick ? '10k' : '100k'
    const documents = largeCompany()
    const began = performance.now()
    const period = await madeUpPast(url, quick ? 10_000 : 100_000, documents)
    tell(`made up ${size} decided leads in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    const reading = await costOf(() => read(url, period))
    const rules = documents.routing.rules.filter(({ id }) => id !== 'dach')
    const draft = { routing: { ...documents.routing, rules } }
    const whole = await costOf(() =>
      simulationsInThread(url).run({ ...period, draft }, new AbortController().signal),
    )
    tell(described(whole.result))
    return [
      { name: `seconds@${size}`, value: whole.seconds, unit: 's', control: reading.seconds },
      { name: `cpu_s@${size}`, value: whole.cpuSeconds, unit: 's', control: reading.cpuSeconds },
      { name: `leads_per_s@${size}`, value: whole.result.leads / whole.seconds, unit: '/s' },
      { name: `memory_mb@${size}`, value: whole.memoryMb, unit: 'MB' },
    ] satisfies Measure[]
  },
}

/** A past that does not come out as it was says that the simulation is wrong, and its speed nothing. */
function described({ leads, proof, moved }: SimulationReport): string {
  const { decisions, equal, differences } = proof
  if (equal !== decisions) {
    throw new Error(
      `Of ${decisions} decisions ${equal} come out: ${JSON.stringify(differences[0])}`,
    )
  }
  return `${leads} leads, all ${decisions} decisions as they were; ${moved.all} would have moved`
}

/** What the history has, read as a simulation reads it. */
async function read(url: string, period: Period): Promise<void> {
  await using started = new AsyncDisposableStack()
  const db = started.adopt(connect(url, 2), (it) => it.destroy())
  const { parts } = await postgresPast(db).between(period)
  for await (const _ of parts) {
    // Each part is let go before the next is read.
  }
}
