import type { RepId } from '../../domain/ids.ts'
import type { PassedOver } from '../../domain/lead-decided.ts'
import type { SkipReason } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { targetRep } from '../../domain/target-rep.ts'
import { poolNamed } from './availability.ts'
import type { Giving } from './giving.ts'
import { skipReasonOf } from './skip-reason.ts'

type Asking = Pick<Giving, 'lead' | 'locked' | 'needed'>

/** Why those of a target cannot take a lead, each by their id; who can is missing. */
export function reasonsAgainst(
  target: Target,
  { lead, locked, needed }: Asking,
): Readonly<Record<RepId, SkipReason>> {
  const pool = target.kind === 'pool' ? poolNamed(target.poolId, locked) : undefined
  const named = targetRep(target, locked.configuration.documents.teams)
  const repIds = pool?.members.map(({ repId }) => repId) ?? (named === undefined ? [] : [named])
  // Skills are asked of members of pools alone.
  const asked = pool === undefined ? { target } : { target, pool, needed }
  const reasons = repIds.flatMap((repId) => {
    const had = lead.triedRepIds.includes(repId) ? ('had-this-lead' as const) : undefined
    const reason = had ?? skipReasonOf(repId, lead, locked, asked)
    return reason === undefined ? [] : [[repId, reason] as const]
  })
  return Object.fromEntries(reasons)
}

/** Targets that were asked in vain, each with why nobody of it could take the lead. */
export function passedOver(targets: readonly Target[], asking: Asking): readonly PassedOver[] {
  return targets.flatMap((target) => {
    const skipped = reasonsAgainst(target, asking)
    if (Object.keys(skipped).length === 0) return []
    return [{ ...(target.kind === 'pool' && { poolId: target.poolId }), skipped }]
  })
}
