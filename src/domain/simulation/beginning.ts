import type { PoolId, RepId } from '../ids.ts'
import type { PoolLedger } from '../ledger.ts'
import type { Presence } from '../presence.ts'
import type { KnownTimeOff } from './moment.ts'

/** What decisions depend on besides leads, as it stood at one place in the history. */
export type Beginning = {
  readonly pools: ReadonlyMap<PoolId, PoolLedger>
  /** When pools that hold leads let one go that short a time before that the next has to wait. */
  readonly releasedAt: ReadonlyMap<PoolId, Date>
  readonly presence: ReadonlyMap<RepId, Presence>
  readonly timeOff: ReadonlyMap<RepId, readonly KnownTimeOff[]>
}
