import type { RepLoad } from './capacity.ts'
import { capsHolding } from './caps-holding.ts'
import { type Forecast, forecastOf } from './catch-up.ts'
import { type ComingTurn, comingTurns } from './coming-turns.ts'
import type { Cap } from './documents/caps.ts'
import type { Pool } from './documents/teams.ts'
import type { LeadId, RepId } from './ids.ts'
import type { PoolLedger } from './ledger.ts'
import type { Strategy } from './pool-strategy.ts'
import type { RosterEntry } from './roster.ts'
import { UNITS_PER_CREDIT } from './shares.ts'

/** A pool's account as it stands: its ledger, and what each member got from it: leads, of which each counts with its worth. */
export type PoolAccount = {
  readonly ledger: PoolLedger
  readonly received: Readonly<Record<RepId, number>>
}

/** Where one member stands, in leads. */
export type MemberStanding = {
  readonly repId: RepId
  /** Undefined for somebody who is in the pool no more. */
  readonly weight: number | undefined
  /** Whether the pool would give them a lead now. */
  readonly isThere: boolean
  /** Whether they are there, and a cap on leads of any kind leaves no place. */
  readonly isAtCap: boolean
  readonly entitled: number
  readonly received: number
  /** What they are owed; below 0 when they are ahead. */
  readonly credit: number
  /** Undefined for who is level. */
  readonly catchUp: Forecast | undefined
}

/** Who is there at a moment, and what they have. */
export type Attendance = {
  readonly roster: readonly RosterEntry[]
  /** Of those with a cap. */
  readonly loads: ReadonlyMap<RepId, RepLoad>
  readonly at: Date
}

/** Who is owed what in a pool, and whose turns come. */
export type FairnessStanding = {
  readonly sequence: number
  readonly head: string
  readonly strategy: Strategy
  readonly members: readonly MemberStanding[]
  /** None where a turn depends on more than credits: on loads, free places, or what rules ask for. */
  readonly coming: readonly ComingTurn[]
}

/** As many turns as are worth a look: beyond, somebody will have come or gone. */
const TURNS_SHOWN = 10

/** Where the next turns follow from the ledger, if leads are all worth the same. */
const FORESEEN: ReadonlySet<Strategy> = new Set(['round-robin', 'by-value'])

/** Where everybody stands who is in the pool, or was and got leads from it. */
export function standingOf(
  pool: Pool,
  { ledger, received }: PoolAccount,
  { roster, loads, at }: Attendance,
): FairnessStanding {
  const present = roster.filter((rep) => isPresent(rep, pool))
  const full = new Set(present.filter((rep) => isAtCap(rep, pool, loads, at)).map(({ id }) => id))
  const free = new Set(present.map(({ id }) => id).filter((id) => !full.has(id)))
  const there = pool.members.filter(({ repId }) => free.has(repId))
  const memberIds = pool.members.map(({ repId }) => repId)
  const ids = [...memberIds, ...(Object.keys({ ...ledger.credits, ...received }) as RepId[])]
  return {
    sequence: ledger.sequence,
    head: ledger.head,
    strategy: pool.strategy,
    members: [...new Set(ids)].map((repId) => {
      const credit = (ledger.credits[repId] ?? 0) / UNITS_PER_CREDIT
      const got = received[repId] ?? 0
      return {
        repId,
        weight: pool.members.find((member) => member.repId === repId)?.weight,
        isThere: there.some((member) => member.repId === repId),
        isAtCap: full.has(repId) && memberIds.includes(repId),
        entitled: got + credit,
        received: got,
        credit,
        catchUp: forecastOf(repId, there, ledger.debts),
      }
    }),
    coming: FORESEEN.has(pool.strategy) ? comingTurns(ledger, there, TURNS_SHOWN) : [],
  }
}

function isPresent(rep: RosterEntry, { aroundTheClock }: Pool): boolean {
  if (rep.offUntil !== undefined) return false
  const saysSo = rep.presence === 'online' || rep.presence === 'calendar'
  return aroundTheClock ? rep.active && saysSo : rep.availableNow
}

/** Caps on leads of some tiers or sources leave a place for others. */
function isAtCap(rep: RosterEntry, pool: Pool, loads: Attendance['loads'], at: Date): boolean {
  const members = pool.members.map((one) => ({ ...one, caps: one.caps.filter(isOnAll) }))
  const asked = {
    rep: { ...rep, caps: rep.caps.filter(isOnAll) },
    pool: { id: pool.id, members },
    load: loads.get(rep.id) ?? { taken: [], queue: [] },
  }
  return capsHolding(asked, { ...ANY_LEAD, receivedAt: at }, at).length > 0
}

const isOnAll = ({ tiers, sources }: Cap) => tiers === undefined && sources === undefined

/** One that has just come. */
const ANY_LEAD = { id: '' as string as LeadId, tier: undefined, sourceKey: '' }
