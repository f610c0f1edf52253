import { sql } from 'kysely'
import { LONGEST_WINDOW_MS } from '../../domain/capacity.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { HistoryPart, Past, Period } from '../../ports/past.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { leadsThatCount, readBeginning } from './past-beginning.ts'
import { eventsBefore, eventsBetween, type PastEvent } from './past-events.ts'
import { readHabits } from './past-habits.ts'
import { type PastLookups, pastLookups } from './past-lookups.ts'
import { otherMoments } from './past-moments.ts'
import { readPartsThen } from './past-parts.ts'
import { readStanding } from './past-standing.ts'
import { repsCounted } from './reps-counted.ts'

/** Positions read at once: a lead takes about 25, so about 1,000 leads with what is known of them. */
const POSITIONS_AT_ONCE = 25_000
/** About 160,000 leads, of each of which 5.5 KB are kept until the end (measured, both worlds together). */
const MOST_POSITIONS = 4_000_000
/** How people answered is taken from so long before the period, too, so that a short one says enough. */
const HABITS_BEFORE_MS = 28 * 24 * 60 * 60 * 1_000

/** What happened, from the tables that keep it. */
export function postgresPast(db: Db): Past {
  return {
    between: (period) => translated(() => between(db, period)),
    standing: (leadId, at) => translated(() => readStanding(db, leadId, at)),
  }
}

async function between(db: Db, { from, to, teams }: Period) {
  const { first, last } = await positionsOf(db, from, to)
  const lookups = await pastLookups(db)
  await lookups.load(await revisionsOf(db, from, to))
  const inForce = [...lookups.known.values()].map(({ documents }) => documents.teams)
  const counted = repsCounted(teams === undefined ? inForce : [...inForce, teams])
  const since = new Date(from.getTime() - LONGEST_WINDOW_MS)
  const count = await leadsThatCount(db, { repIds: counted, since, position: first })
  return {
    beginning: await readBeginning(db, first),
    habits: await readHabits(db, new Date(from.getTime() - HABITS_BEFORE_MS), to),
    lookups,
    parts: parts(db, { first, last, count, lookups }),
  }
}

async function positionsOf(db: Db, from: Date, to: Date) {
  const { rows } = await sql<{ first: string | null; last: string | null }>`
    select min(position) as first, max(position) as last from lead_events
    where at >= ${from} and at < ${to} and position is not null`.execute(db)
  const { first = null, last = null } = rows[0] ?? {}
  if (first === null || last === null) {
    throw new Refused('simulation-nothing', 'Nothing was recorded between these times')
  }
  if (Number(last) - Number(first) > MOST_POSITIONS) {
    throw new Refused('simulation-too-large', 'More happened than can be gone through at once')
  }
  return { first: await beforeItsCosts(db, Number(first)), last: Number(last) }
}

/** A decision draws positions for what it costs some thousands before its own at most: both are of one commit. */
const POSITIONS_OF_COMMIT = 100_000

/**
 * The latest position from which no decision is told of without what it cost. A ledger's entries are written
 * before the events, and a period may begin in between.
 */
async function beforeItsCosts(db: Db, first: number): Promise<number> {
  const { rows } = await sql<{ earlier: string | null }>`
    select min(cost.position) as earlier from pool_ledger pick
    join lead_events e on e.lead_id = pick.lead_id and e.type = 'LeadAssigned'
      and e.position >= ${first} and e.data ->> 'assignmentId' = pick.assignment_id::text
    join pool_ledger cost on cost.pool_id = pick.pool_id and cost.at = pick.at
      and cost.sequence <= pick.sequence
    where pick.position < ${first} and pick.position >= ${first - POSITIONS_OF_COMMIT}`.execute(db)
  const { earlier = null } = rows[0] ?? {}
  return earlier === null ? first : beforeItsCosts(db, Number(earlier))
}

async function revisionsOf(db: Db, from: Date, to: Date): Promise<number[]> {
  const { rows } = await sql<{ revision: number }>`
    select revision from configurations where applied_at < ${to} and revision >= coalesce((
      select max(revision) from configurations where applied_at < ${from}), 0)`.execute(db)
  return rows.map(({ revision }) => revision)
}

type Asked = {
  readonly first: number
  readonly last: number
  /** Leads of before that count from the beginning. */
  readonly count: readonly LeadId[]
  readonly lookups: PastLookups
}

async function* parts(db: Db, { first, last, count, lookups }: Asked): AsyncGenerator<HistoryPart> {
  const met = new Set(count)
  const counting = await translated(() => eventsBefore(db, count, first))
  yield { earlier: counting, moments: [] }
  const read = (from: number) => {
    const to = Math.min(from + POSITIONS_AT_ONCE, last + 1)
    return translated(() => readPart(db, { from, to, first, met, lookups }))
  }
  let next = read(first)
  for (let from = first + POSITIONS_AT_ONCE; from <= last; from += POSITIONS_AT_ONCE) {
    const part = await next
    // The database looks for the next part while this one is gone through.
    next = read(from)
    // Whoever stops before has no use for it; whoever goes on is told what went wrong.
    next.catch(() => undefined)
    yield part
  }
  yield await next
}

async function readPart(
  db: Db,
  asked: { from: number; to: number; first: number; met: Set<LeadId>; lookups: PastLookups },
): Promise<HistoryPart> {
  const { from, to, first, met, lookups } = asked
  const events = await eventsBetween(db, from, to)
  const earlier = await eventsBefore(db, meet(events, met), first)
  const others = await otherMoments(db, from, to)
  await lookups.load([
    ...[...earlier, ...events].flatMap(({ event }) =>
      'revision' in event && event.revision !== undefined ? [event.revision] : [],
    ),
    ...others.flatMap((one) => (one.kind === 'credit' ? [one.entry.revision] : [])),
  ])
  const routed = events.filter(({ event }) => event.type === 'LeadRouted')
  const partsThen = await readPartsThen(db, [...new Set(routed.map(({ leadId }) => leadId))])
  const moments = events.map((one) => {
    const isKnown = one.event.type === 'LeadRouted' && !one.isErased
    const known = isKnown ? { parts: partsThen(one.leadId, one) } : {}
    return { kind: 'event' as const, at: one.event.at, ...one, ...known }
  })
  return { earlier, moments: [...moments, ...others].sort((a, b) => a.position - b.position) }
}

/** Leads that are told of for the first time, and not from their beginning. */
function meet(events: readonly PastEvent[], met: Set<LeadId>): LeadId[] {
  const begun: LeadId[] = []
  for (const { leadId, event } of events) {
    if (met.has(leadId)) continue
    met.add(leadId)
    if (event.type !== 'LeadCaptured') begun.push(leadId)
  }
  return begun
}
