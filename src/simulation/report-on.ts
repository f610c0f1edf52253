import { type Habits, habitOf } from '../domain/simulation/habits.ts'
import type { Compared, MovedLead, Proof, SimulationReport } from '../domain/simulation/report.ts'
import { offersOf, type Tally } from './tally.ts'
import type { World, WorldLead } from './world.ts'

type Simulated = {
  readonly past: World
  readonly drafted: World
  readonly habits: Habits
  readonly proof: Proof
}

/** As many as a person may read. */
const SHOWN_LEADS = 500

/** Puts together what would have been different. */
export function reportOn({ past, drafted, habits, proof }: Simulated): SimulationReport {
  const both = { before: past, after: drafted }
  const ended = endsOf(past, drafted)
  const moved = ended.filter(({ rep }) => rep.before !== rep.after)
  const tally = { before: past.tally, after: drafted.tally }
  return {
    leads: ended.length,
    proof,
    moved: { all: moved.length, first: moved.slice(0, SHOWN_LEADS) },
    reps: repsOf(ended, tally),
    pools: poolsOf(tally),
    unrouted: compared(tally, ({ unrouted }) => unrouted),
    waits: compared(tally, ({ waits }) => waits),
    meanWaitMs: compared(tally, ({ waited, waitedMs }) =>
      waited === 0 ? undefined : waitedMs / waited,
    ),
    stillWaiting: compared(both, stillWaiting),
    defaultAcceptor: compared(tally, ({ defaultAcceptor }) => defaultAcceptor),
    inTime: {
      recorded: part(past.tally.acknowledgedInTime, offersIn(past.tally)),
      ...compared(tally, (one) => expectedInTime(one, habits)),
    },
  }
}

const compared = <T, R>({ before, after }: Compared<T>, of: (one: T) => R): Compared<R> => ({
  before: of(before),
  after: of(after),
})

function endsOf(past: World, drafted: World): readonly MovedLead[] {
  const ends: MovedLead[] = []
  for (const [leadId, before] of past.leads) {
    const after = drafted.leads.get(leadId)
    if (after === undefined || !(before.isDecided || after.isDecided)) continue
    const both = { before, after }
    const { receivedAt } = before.lead
    const rep = compared(both, ({ lead }: WorldLead) => lead.repId)
    ends.push({ leadId, receivedAt, rep, rule: compared(both, ({ ruleId }: WorldLead) => ruleId) })
  }
  return ends.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
}

function repsOf(ended: readonly MovedLead[], tally: Compared<Tally>): SimulationReport['reps'] {
  const named = ended.flatMap(({ rep }) => [rep.before, rep.after])
  const offered = [...tally.before.offers.keys(), ...tally.after.offers.keys()]
  const repIds = new Set([...named, ...offered].flatMap((repId) => repId ?? []))
  return [...repIds].sort().map((repId) => {
    const had = ended.filter(({ rep }) => rep.before === repId)
    const has = ended.filter(({ rep }) => rep.after === repId)
    const offers = compared(tally, (one) => offersOf(repId, one))
    return {
      repId,
      leads: { before: had.length, after: has.length },
      gained: has.filter(({ rep }) => rep.before !== repId).length,
      lost: had.filter(({ rep }) => rep.after !== repId).length,
      offers: compared(offers, ({ all }) => all),
      busiestDay: compared(offers, ({ busiestDay }) => busiestDay),
    }
  })
}

function poolsOf(tally: Compared<Tally>): SimulationReport['pools'] {
  const poolIds = new Set([...tally.before.pools.keys(), ...tally.after.pools.keys()])
  return [...poolIds].sort().map((poolId) => {
    const of = compared(tally, ({ pools }) => pools.get(poolId))
    return {
      poolId,
      picks: compared(of, (one) => one?.picks ?? 0),
      worst: compared(of, (one) => one?.worst ?? 0),
      end: compared(of, (one) => one?.latest ?? 0),
    }
  })
}

const stillWaiting = ({ leads }: World) =>
  [...leads.values()].filter(({ lead, isDecided }) => isDecided && lead.state === 'waiting').length

const repsIn = ({ offers }: Tally) => [...offers.keys()]
const offersIn = (tally: Tally) =>
  repsIn(tally).reduce((sum, repId) => sum + offersOf(repId, tally).all, 0)

function expectedInTime(tally: Tally, habits: Habits): number | undefined {
  const expected = repsIn(tally).map(
    (repId) => offersOf(repId, tally).all * habitOf(repId, habits).inTime,
  )
  return part(
    expected.reduce((sum, one) => sum + one, 0),
    offersIn(tally),
  )
}

const part = (some: number, all: number) => (all === 0 ? undefined : some / all)
