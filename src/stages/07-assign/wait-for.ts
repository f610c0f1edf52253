import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep } from '../../domain/documents/teams.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { SkipReason } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { targetRep } from '../../domain/target-rep.ts'
import { nextOpening, poolNamed, repNamed } from './availability.ts'
import { placeFreeAt, skipReasonOf } from './skip-reason.ts'

/** That a lead waits: for which pools, until when by the clock, and why nobody takes it now. */
export type Wait = {
  readonly kind: 'wait'
  readonly poolIds: readonly PoolId[]
  readonly until: Date | undefined
  readonly skipped: Readonly<Record<RepId, SkipReason>>
}

/** Lets a lead wait for those along its chain; undefined when nobody is left to wait for. */
export function waitFor(lead: Lead, locked: Locked): Wait | undefined {
  const awaited = lead.chain.flatMap((target) => awaitedOf(target, lead, locked))
  if (awaited.length === 0) return undefined
  const times = awaited.flatMap((one) => comesAt(one, lead, locked) ?? [])
  const skipped = awaited.flatMap(({ rep, ...where }) => {
    const reason = skipReasonOf(rep.id, lead, locked, where)
    return reason === undefined ? [] : [[rep.id, reason] as const]
  })
  const poolIds = lead.chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : []))
  return {
    kind: 'wait',
    poolIds: [...new Set(poolIds)],
    until: times.sort((a, b) => a.getTime() - b.getTime())[0],
    skipped: Object.fromEntries(skipped),
  }
}

type Awaited = { readonly rep: Rep; readonly target: Target; readonly pool?: Pool }

/** Those of a target who may still come and take the lead. */
function awaitedOf(target: Target, lead: Lead, locked: Locked): readonly Awaited[] {
  const pool = target.kind === 'pool' ? poolNamed(target.poolId, locked) : undefined
  const repIds = pool?.members.map(({ repId }) => repId) ?? [
    targetRep(target, locked.configuration.documents.teams),
  ]
  return repIds
    .filter((repId) => repId !== undefined && !lead.triedRepIds.includes(repId))
    .flatMap((repId) => (repId && repNamed(repId, locked)) ?? [])
    .filter((rep) => rep.active)
    .map((rep) => ({ rep, target, ...(pool && { pool }) }))
}

function comesAt({ rep, pool }: Awaited, lead: Lead, locked: Locked): Date | undefined {
  return nextOpening(rep, locked) ?? placeFreeAt(rep, lead, locked, pool)
}
