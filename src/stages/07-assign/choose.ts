import type { AssignmentReason } from '../../domain/assignment-reason.ts'
import type { Locked, Release } from '../../domain/decision.ts'
import type { AssignmentId, RepId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { PassedOver } from '../../domain/lead-decided.ts'
import type { LedgerEntry, PickEntry } from '../../domain/ledger.ts'
import type { Target } from '../../domain/route.ts'
import { droppedSkills, dropsAt, groupsOf, neededOf } from '../../domain/skills.ts'
import { targetRep } from '../../domain/target-rep.ts'
import { absenceOf, repNamed, timeOffOfRep } from './availability.ts'
import { fromPool, whenNobody } from './from-pool.ts'
import type { Giving } from './giving.ts'
import { passedOver } from './passed-over.ts'
import { skipReasonOf } from './skip-reason.ts'
import { type Wait, waitFor, waitForWishes } from './wait-for.ts'

/** Who gets a lead, or that it waits. */
export type Choice =
  | {
      readonly kind: 'rep'
      readonly assignmentId: AssignmentId
      readonly repId: RepId
      readonly reason: AssignmentReason
      /** Whom they cover for. */
      readonly coversFor?: RepId
      /** The entry that charges the pick, when a pool gave the turn. */
      readonly entry: PickEntry | undefined
      /** What brought the ledger up to date with the pool before that. */
      readonly creditEntries?: readonly LedgerEntry[]
      /** Wished skills that were done without. */
      readonly dropped?: readonly string[]
      /** Who would have had it before, and why they did not. */
      readonly passedOver?: readonly PassedOver[]
      /** The pool that held the lead lets it go. */
      readonly released?: Release
      /** True for the default acceptor at the end: there is nobody to go on to. */
      readonly isLast: boolean
    }
  | Wait

const BY_CALENDAR = { aroundTheClock: false }

/**
 * Walks the chain of a lead. Reps who had the lead and did not keep it are passed over. A waiting
 * list is of use only while somebody is left to wait for. After `maxHops` reps, or at the end of
 * the chain, the default acceptor gets the lead, at any hour. Who gets it while the owner of its account
 * is not there covers for them.
 */
export function choose(lead: Lead, locked: Locked, assignmentId: AssignmentId): Choice {
  const { documents } = locked.configuration
  const hopsLeft = lead.triedRepIds.length < documents.sla.maxHops
  const asked = { lead, locked, assignmentId }
  const found = hopsLeft ? alongTheChain(asked) : undefined
  const repId = documents.teams.defaultAcceptor
  const reason = 'default-acceptor'
  const last = { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: true } as const
  const inVain = hopsLeft ? lead.chain : []
  const needed = asksOf(lead)?.required ?? {}
  return covering(found ?? passing(last, inVain, { ...asked, needed }), absentOwner(lead, locked))
}

function covering(choice: Choice, owner: RepId | undefined): Choice {
  const isCover = owner !== undefined && choice.kind === 'rep' && choice.repId !== owner
  return isCover ? { coversFor: owner, ...choice } : choice
}

/** The owner of the account who would be offered the lead first, if they were there. */
function absentOwner(lead: Lead, locked: Locked): RepId | undefined {
  const [first] = lead.chain
  if (first?.kind !== 'rep' || first.owns === undefined) return undefined
  if (lead.triedRepIds.includes(first.repId)) return undefined
  const absence = absenceOf(repNamed(first.repId, locked), locked, BY_CALENDAR)
  return absence === undefined || absence === 'inactive' ? undefined : first.repId
}

type Found = Choice | undefined
type Asked = Omit<Giving, 'needed'>

/**
 * Looks for somebody with all wished skills first, then without the first group of them, and so on; whoever
 * has more of them and is there is preferred even when a wish might be dropped. A group is dropped when its time is
 * up, or when nobody with it can come before.
 */
function alongTheChain(asked: Asked): Found {
  const { lead, locked } = asked
  const asks = asksOf(lead)
  const last = groupsOf(asks).length
  for (let dropped = 0; asks !== undefined && dropped < last; dropped += 1) {
    const giving = { ...asked, needed: neededOf(asks, dropped) }
    const found = walk(wishing(lead.chain), { ...giving, isWish: true })
    if (found !== undefined) return without(found, droppedSkills(asks, dropped))
    const wait = waitForWishes(lead, locked, giving.needed, dropsAt(asks, lead.receivedAt, dropped))
    if (wait !== undefined) return wait
  }
  const found = walk(lead.chain, { ...asked, needed: neededOf(asks, last) })
  return found && without(found, droppedSkills(asks, last))
}

/** What the rule asks of members of its pools: the same of all. */
const asksOf = ({ chain }: Lead) => chain.find(({ kind }) => kind === 'pool')?.asks

const without = (choice: Choice, dropped: readonly string[]): Choice =>
  choice.kind === 'wait' || choice.entry === undefined || dropped.length === 0
    ? choice
    : { ...choice, dropped }

/** What a wish may be granted by: pools, and whoever is named before them. */
function wishing(chain: Lead['chain']): Lead['chain'] {
  const first = chain.findIndex(({ kind }) => kind === 'pool')
  return chain.filter(({ kind }, at) => kind === 'pool' || at < first)
}

function walk(chain: Lead['chain'], giving: Giving): Found {
  for (const [at, target] of chain.entries()) {
    const choice = fromTarget(target, giving)
    if (choice !== undefined) return passing(choice, chain.slice(0, at), giving)
  }
  return undefined
}

/** With those who were asked before; who is waited for says so itself. */
function passing(choice: Choice, inVain: Lead['chain'], giving: Giving): Choice {
  if (choice.kind === 'wait' && choice.heldFor === undefined) return choice
  const passed = passedOver(inVain, giving)
  return passed.length === 0 ? choice : { ...choice, passedOver: passed }
}

function fromTarget(target: Target, giving: Giving): Found {
  if (target.kind === 'waiting-list') return waitFor(giving.lead, giving.locked, giving.needed)
  if (target.kind !== 'pool') return named(giving, target)
  const turn = fromPool(giving, target)
  return turn === undefined && !giving.isWish ? whenNobody(giving, target) : turn
}

function named(giving: Asked, target: Target): Found {
  const { lead, locked, assignmentId } = giving
  const repId = targetRep(target, locked.configuration.documents.teams)
  if (repId === undefined || lead.triedRepIds.includes(repId)) return undefined
  const skipped = skipReasonOf(repId, lead, locked, { target })
  if (skipped === 'time-off') return coverFor(repId, giving, target)
  if (skipped !== undefined) return undefined
  const owns = target.kind === 'rep' ? target.owns : undefined
  const reason = reasonFor(lead, owns === undefined ? 'named-rep' : `${owns}-owner`)
  return { kind: 'rep', assignmentId, repId, reason, entry: undefined, isLast: false }
}

/**
 * Whoever covers for a rep who is off, if they are there themselves and did not have the lead; who
 * covers for them in turn is not asked, or a lead would wander through the whole team.
 */
export function coverFor(
  coversFor: RepId,
  { lead, locked, assignmentId }: Asked,
  target?: Target,
): Extract<Choice, { kind: 'rep' }> | undefined {
  const rep = repNamed(coversFor, locked)
  const off = rep && timeOffOfRep(rep, locked)
  const repId = off && (off.cover ?? rep.cover)
  if (repId === undefined || lead.triedRepIds.includes(repId)) return undefined
  if (skipReasonOf(repId, lead, locked, { target }) !== undefined) return undefined
  const offered = { kind: 'rep', assignmentId, repId, reason: 'cover', coversFor } as const
  return { ...offered, entry: undefined, isLast: false }
}

export const reasonFor = (lead: Lead, first: AssignmentReason) =>
  lead.triedRepIds.length > 0 ? 'escalation' : first
