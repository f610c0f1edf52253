import { type Asking, holdsBack, type RepLoad } from './capacity.ts'
import type { Cap } from './documents/caps.ts'
import type { Pool, Rep } from './documents/teams.ts'
import type { PoolId } from './ids.ts'

/** A cap that holds a lead back, and what it counts. */
export type HoldingCap = { readonly cap: Cap; readonly load: RepLoad }

type Member = {
  readonly rep: Pick<Rep, 'id' | 'caps' | 'timeZone'>
  /** By whose turn the rep would get the lead; undefined for one that comes by name. */
  readonly pool: Pick<Pool, 'id' | 'members'> | undefined
  /** Everything that the rep has. */
  readonly load: RepLoad
}

/** The caps that hold a lead back from a rep: their own, and those they have as a member of the pool. */
export function capsHolding({ rep, pool, load }: Member, lead: Asking, at: Date): HoldingCap[] {
  const member = pool?.members.find(({ repId }) => repId === rep.id)
  const ofPool = pool && { taken: load.taken.filter(isOf(pool.id)), queue: load.queue }
  const counted = [
    ...rep.caps.map((cap) => ({ cap, load })),
    ...(member?.caps ?? []).map((cap) => ({ cap, load: ofPool ?? load })),
  ]
  return counted.filter((one) => holdsBack(one.cap, one.load, lead, at, rep.timeZone))
}

const isOf =
  (id: PoolId) =>
  ({ poolId }: { readonly poolId: PoolId | undefined }) =>
    poolId === id
