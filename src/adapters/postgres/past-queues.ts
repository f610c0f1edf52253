import { sql } from 'kysely'
import type { QueuedLead } from '../../domain/capacity.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import { JOURNEY_MS } from '../../domain/lead.ts'
import type { Tier } from '../../domain/lead-event.ts'
import type { SkipReason } from '../../domain/ledger.ts'
import type { HeldLead, PoolQueue } from '../../domain/pool-queue.ts'
import type { Db } from './connect.ts'
import { releasesBefore } from './past-beginning.ts'
import { waitsBefore } from './waits-before.ts'

/** What waited at a moment: for a place of reps, and in pools that hold leads. */
export type QueuesThen = {
  readonly ofReps: ReadonlyMap<RepId, readonly QueuedLead[]>
  readonly ofPools: ReadonlyMap<PoolId, PoolQueue>
}

type Moment = { readonly position: number; readonly at: Date }

/** Nothing waits longer for a place; to look through all of the past would take seconds. */
const LOOK_BACK_MS = 31 * 24 * 60 * 60 * 1_000
/** A lead on its way keeps its place for a minute more than it has, as it does when it is decided. */
const ON_ITS_WAY_MS = JOURNEY_MS + 60_000

/** The queues right before that position, which was drawn at that time. */
export async function queuesBefore(db: Db, { position, at }: Moment): Promise<QueuesThen> {
  const waiting = await waitingBefore(db, { position, at })
  const forReps = waiting.flatMap(({ skipped, heldFor: _, scored: __, ...lead }) =>
    Object.entries(skipped ?? {}).flatMap(([repId, why]) =>
      why === 'at-cap' ? [{ repId: repId as RepId, lead }] : [],
    ),
  )
  const held = waiting.flatMap(({ leadId, receivedAt, scored, heldFor }) =>
    heldFor === null ? [] : [{ leadId, receivedAt, tier: scored ?? undefined, ...heldFor }],
  )
  // Of a pool that holds nothing it does not matter when it let the last one go.
  const releasedAt = held.length === 0 ? new Map() : await releasesBefore(db, position)
  const ofPools = [...Map.groupBy(held, ({ poolId }) => poolId)]
  return {
    ofReps: new Map(
      [...Map.groupBy(forReps, ({ repId }) => repId)].map(([repId, all]) => [
        repId,
        all.map(({ lead }) => lead),
      ]),
    ),
    ofPools: new Map(
      ofPools.map(([id, all]) => [id, { held: all, releasedAt: releasedAt.get(id) }]),
    ),
  }
}

type Waiting = QueuedLead & {
  /** Its tier, if it has one. */
  readonly scored: Tier | null
  readonly skipped: Readonly<Record<string, SkipReason>> | null
  readonly heldFor: (Pick<HeldLead, 'repIds'> & { readonly poolId: PoolId }) | null
}

async function waitingBefore(db: Db, { position, at }: Moment): Promise<readonly Waiting[]> {
  const since = new Date(at.getTime() - LOOK_BACK_MS)
  const gone = new Date(at.getTime() - ON_ITS_WAY_MS)
  const { rows } = await sql<Waiting>`
    select e.lead_id, l.received_at, l.source_key, coalesce(l.tier, 'cold') as tier, l.tier as scored,
      e.data -> 'skipped' as skipped, e.data -> 'heldFor' as held_for
    from lead_events e join leads l on l.id = e.lead_id
    where e.at > ${since} and e.at <= ${at} and ${waitsBefore(position)}
      and not exists (select from lead_events later where later.lead_id = e.lead_id
        and later.version > e.version and coalesce(later.position, 0) < ${position}
        and later.data ? 'resumeAt' and later.at <= ${gone})`.execute(db)
  return rows
}
