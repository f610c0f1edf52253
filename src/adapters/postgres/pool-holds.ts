import { sql } from 'kysely'
import type { PoolId } from '../../domain/ids.ts'
import type { Tier } from '../../domain/lead-event.ts'
import { EMPTY_QUEUE, type HeldIn, type PoolQueue } from '../../domain/pool-queue.ts'
import type { Tx } from './connect.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import type { LeadStep } from './outcome-rows.ts'

/**
 * What these pools hold, read under their locks. A lead on its way is given a minute more than it has;
 * one that failed must not hold up the rest.
 */
export async function readQueues(
  tx: Tx,
  poolIds: readonly PoolId[],
  at: Date,
): Promise<Map<PoolId, PoolQueue>> {
  if (poolIds.length === 0) return new Map()
  const given = new Date(at.getTime() - 60_000)
  const { rows } = await sql<Omit<HeldIn, 'tier'> & { tier: Tier | null }>`
    select h.pool_id, h.lead_id, h.received_at, h.rep_ids, h.tier
    from pool_holds h join leads l on l.id = h.lead_id
    where h.pool_id = any(${[...poolIds]}::text[])
      and (l.state = 'waiting' or l.state = 'travelling' and l.deadline_at > ${given})`.execute(tx)
  const all = rows.map((row): HeldIn => ({ ...row, tier: row.tier ?? undefined }))
  const held = Map.groupBy(all, ({ poolId }) => poolId)
  const pools = await tx
    .selectFrom('pools')
    .select(['id', 'releasedAt'])
    .where('id', 'in', [...poolIds])
    .execute()
  const releasedAt = new Map(pools.map((pool) => [pool.id, pool.releasedAt ?? undefined]))
  return new Map(
    poolIds.map((id) => [
      id,
      { ...EMPTY_QUEUE, held: held.get(id) ?? [], releasedAt: releasedAt.get(id) },
    ]),
  )
}

/** Keeps the list of held leads true to what was decided: of leads that are settled, as they are now. */
export async function followHolds(tx: Tx, settled: readonly LeadStep[]): Promise<void> {
  if (settled.length === 0) return
  const ids = anyOf(settled.map(({ after }) => after.id))
  await sql`delete from pool_holds where lead_id = ${ids}`.execute(tx)
  const held = settled.flatMap(({ after: { id: leadId, receivedAt, tier = null }, outcomes }) => {
    const latest = outcomes.at(-1)?.event
    if (latest?.type !== 'LeadPutOnWaitingList' || latest.heldFor === undefined) return []
    return [{ leadId, receivedAt, tier, ...latest.heldFor }]
  })
  if (held.length > 0) await insertAll('poolHolds', held).execute(tx)
}

/** Notes when a pool let a lead go. Called under its lock. */
export async function writeReleases(
  tx: Tx,
  released: readonly { readonly poolId: PoolId; readonly at: Date }[],
): Promise<void> {
  for (const { poolId, at } of released) {
    await tx.updateTable('pools').set({ releasedAt: at }).where('id', '=', poolId).execute()
  }
}
