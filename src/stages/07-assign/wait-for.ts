import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep } from '../../domain/documents/teams.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { PassedOver } from '../../domain/lead-decided.ts'
import type { SkipReason } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { hasAll, type Levels } from '../../domain/skills.ts'
import { targetRep } from '../../domain/target-rep.ts'
import { isAtWorkHour, nextOpening, poolNamed, repNamed } from './availability.ts'
import { reasonsAgainst } from './passed-over.ts'
import { placeFreeAt, skipReasonOf } from './skip-reason.ts'

/** That a lead waits: for which pools, until when by the clock, and why nobody takes it now. */
export type Wait = {
  readonly kind: 'wait'
  readonly poolIds: readonly PoolId[]
  readonly until: Date | undefined
  readonly skipped: Readonly<Record<RepId, SkipReason>>
  /** The skills that are waited for. */
  readonly needed?: Levels
  /** What is to happen at `until`, when it is not somebody's opening. */
  readonly wakesFor?: 'wish-dropped' | 'its-turn'
  /** The pool that holds it, and those it waits for there. */
  readonly heldFor?: { readonly poolId: PoolId; readonly repIds: readonly RepId[] }
  /** Who would have had it before those, and why they did not. */
  readonly passedOver?: readonly PassedOver[]
}

/** Lets a lead wait for those along its chain; undefined when nobody is left to wait for. */
export function waitFor(lead: Lead, locked: Locked, needed: Levels): Wait | undefined {
  const awaited = lead.chain.flatMap((target) => awaitedOf(target, lead, locked, needed))
  if (awaited.length === 0) return undefined
  return waitingFor(awaited, lead.chain, { lead, locked, needed })
}

/**
 * Lets a lead wait for somebody with the skills that are wished, until the wish is dropped; undefined when
 * the time is up, or nobody with them can come before.
 */
export function waitForWishes(
  lead: Lead,
  locked: Locked,
  needed: Levels,
  dropsAt: Date,
): Wait | undefined {
  if (dropsAt <= locked.now) return undefined
  const pools = lead.chain.filter(({ kind }) => kind === 'pool')
  const awaited = pools.flatMap((target) => awaitedOf(target, lead, locked, needed))
  if (!awaited.some((one) => mayComeBy(dropsAt, one, lead, locked))) return undefined
  const wait = waitingFor(awaited, pools, { lead, locked, needed })
  const isWish = wait.until === undefined || wait.until >= dropsAt
  return isWish ? { ...wait, until: dropsAt, wakesFor: 'wish-dropped' } : wait
}

/** Lets a lead wait for one pool: with all who may come, and those of them who might take it now. */
export function waitForPool(lead: Lead, locked: Locked, needed: Levels, target: Target) {
  const awaited = awaitedOf(target, lead, locked, needed)
  const repIds = awaited.map(({ rep }) => rep.id)
  if (awaited.length === 0) return { wait: undefined, repIds, free: new Set<RepId>() }
  const wait: Wait = waitingFor(awaited, [target], { lead, locked, needed })
  const poolIds = target.kind === 'pool' ? [target.poolId] : []
  const free = new Set(repIds.filter((repId) => !(repId in wait.skipped)))
  return { wait: { ...wait, poolIds }, repIds, free }
}

type Waiting = { readonly lead: Lead; readonly locked: Locked; readonly needed: Levels }

/** Also those who are not waited for say why: they had the lead, have left or lack a skill. */
function waitingFor(
  awaited: readonly Awaited[],
  targets: readonly Target[],
  { lead, locked, needed }: Waiting,
): Wait {
  const times = awaited.flatMap((one) => comesAt(one, lead, locked) ?? [])
  const reasons = targets.map((target) => reasonsAgainst(target, { lead, locked, needed }))
  const poolIds = lead.chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : []))
  return {
    kind: 'wait',
    poolIds: [...new Set(poolIds)],
    until: times.sort((a, b) => a.getTime() - b.getTime())[0],
    skipped: Object.assign({}, ...reasons),
    ...(Object.keys(needed).length > 0 && { needed }),
  }
}

type Awaited = { readonly rep: Rep; readonly target: Target; readonly pool?: Pool }

/** Those of a target who may still come and take the lead. */
function awaitedOf(target: Target, lead: Lead, locked: Locked, needed: Levels): readonly Awaited[] {
  const pool = target.kind === 'pool' ? poolNamed(target.poolId, locked) : undefined
  const repIds = pool?.members.map(({ repId }) => repId) ?? [
    targetRep(target, locked.configuration.documents.teams),
  ]
  return repIds
    .filter((repId) => repId !== undefined && !lead.triedRepIds.includes(repId))
    .flatMap((repId) => (repId && repNamed(repId, locked)) ?? [])
    .filter((rep) => rep.active && (pool === undefined || hasAll(rep.skills, needed)))
    .map((rep) => ({ rep, target, ...(pool && { pool }) }))
}

function comesAt({ rep, pool }: Awaited, lead: Lead, locked: Locked): Date | undefined {
  return nextOpening(rep, locked) ?? placeFreeAt(rep, lead, locked, pool)
}

/**
 * Who is only away, or full by what people do, may be back at any moment. Who is free now does not come:
 * the pool keeps them for leads before this one.
 */
function mayComeBy(time: Date, awaited: Awaited, lead: Lead, locked: Locked): boolean {
  const { rep, pool, target } = awaited
  const reason = skipReasonOf(rep.id, lead, locked, { target, ...(pool && { pool }) })
  if (reason === undefined) return false
  const at = comesAt(awaited, lead, locked)
  if (at !== undefined) return at <= time
  return reason === 'at-cap' || isAtWorkHour(rep, locked, pool ?? { aroundTheClock: false })
}
