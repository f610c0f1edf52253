import type { Locked } from '../domain/decision.ts'
import { type AssignmentId, newId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Target } from '../domain/route.ts'
import { hasAll } from '../domain/skills.ts'
import { targetRep } from '../domain/target-rep.ts'
import { poolNamed, repNamed } from '../stages/07-assign/availability.ts'
import { type Choice, choose } from '../stages/07-assign/choose.ts'

type Chain = readonly Target[]
type Given = Extract<Choice, { kind: 'rep' }>

/**
 * Whether somebody who may take a lead now comes before its rep along another chain than the one by which
 * they have it. Members of one pool come equally: a lead does not move because of whose turn it is. Nobody
 * loses a lead to the waiting list or to the default acceptor.
 */
export function isForSomebodyElse(lead: Lead, chain: Chain, locked: Locked): boolean {
  // Who perhaps has the person comes before every chain.
  if (lead.possibleOwnerId !== undefined && lead.repId === lead.possibleOwnerId) return false
  const choice = choose({ ...lead, chain }, locked, newId<AssignmentId>(locked.now))
  if (choice.kind === 'wait' || choice.isLast || choice.repId === lead.repId) return false
  const own = chain.findIndex((target) => isFor(lead, target, locked))
  return own < 0 || linkOf(choice, chain, locked) < own
}

/** Whether a link of the chain is for the rep who has the lead. */
function isFor({ repId }: Lead, target: Target, locked: Locked): boolean {
  if (repId === undefined) return false
  if (target.kind !== 'pool') return named(target, locked) === repId
  const isMember = poolNamed(target.poolId, locked)?.members.some((one) => one.repId === repId)
  const skills = repNamed(repId, locked)?.skills ?? {}
  return isMember === true && hasAll(skills, target.asks?.required ?? {})
}

/** Which link of the chain the lead would go by; somebody who covers stands where whom they cover for does. */
function linkOf({ entry, repId, coversFor }: Given, chain: Chain, locked: Locked): number {
  if (entry !== undefined) {
    return chain.findIndex((one) => one.kind === 'pool' && one.poolId === entry.poolId)
  }
  const link = chain.findIndex((target) => named(target, locked) === repId)
  return link < 0 ? chain.findIndex((target) => named(target, locked) === coversFor) : link
}

const named = (target: Target, { configuration }: Locked) =>
  targetRep(target, configuration.documents.teams)
