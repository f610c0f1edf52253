import { type Decision, entriesOf } from '../domain/decision.ts'
import type { PoolId } from '../domain/ids.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { LedgerEntry, PickEntry } from '../domain/ledger.ts'
import type { Lookups } from '../domain/simulation/lookups.ts'
import type { CreditOfPool, EventOfLead } from '../domain/simulation/moment.ts'
import type { Proof } from '../domain/simulation/report.ts'
import { applyEvent, leadIn } from './apply-event.ts'
import { compareLogs, type OnLine } from './compare-logs.ts'
import { creditAgain } from './credit-again.ts'
import { assignIn, enact, enter, giveIn, type Occasion, routeIn } from './engine.ts'
import { type Deciding, isByHand, isDeciding } from './kinds-of-events.ts'
import { ownerSeen } from './owner-seen.ts'
import type { World, WorldLead } from './world.ts'

/** With which lots a decision was made, and whether the owner had become another one before. */
export type Checked = { readonly seed: number; readonly ownerChanged: boolean }

const UNDECIDED: Checked = { seed: 0, ownerChanged: false }

type Check = {
  readonly world: World
  readonly lookups: Lookups
  readonly log: ReturnType<typeof compareLogs>
  /** Ledger entries of decisions whose event is still to come, by the id of their assignment. */
  readonly costs: Map<string, readonly LedgerEntry[]>
  /** What brought a ledger up to date before an entry that is still to come. */
  readonly settling: Map<PoolId, readonly LedgerEntry[]>
  erased: number
  ownersChanged: number
}

/**
 * Makes every decision of the past again, from a state that it carries on by itself, and compares what
 * comes out with what was recorded, byte by byte. What people did is taken as it was. After a
 * difference it goes on from what was recorded, so that one does not hide the next.
 */
export function checkHistory(world: World, lookups: Lookups, onLine: OnLine = () => undefined) {
  const log = compareLogs(onLine)
  const kept = { costs: new Map(), settling: new Map(), erased: 0, ownersChanged: 0 }
  const check: Check = { world, lookups, log, ...kept }
  return {
    credit: (moment: CreditOfPool) => checkCredit(check, moment),
    event(moment: EventOfLead): Checked {
      const own = leadIn(world, moment.leadId, moment.receivedAt)
      const { event } = moment
      if (isDeciding(event)) return checkDecision(check, own, event)
      if (event.type === 'LeadRouted') checkRoute(check, own, event, moment.parts)
      applyEvent(world, own, event)
      return UNDECIDED
    },
    proof(): Proof {
      const { erased, ownersChanged } = check
      return { ...log.result(), erased, ownersChanged }
    },
  }
}

const SETTLING: ReadonlySet<string> = new Set(['calibration', 'removal', 'expiry'])

/** A pick is kept until the event of its decision comes; what people entered is entered again. */
function checkCredit(check: Check, { entry, refunded }: CreditOfPool): void {
  const { world, lookups, settling, costs, log } = check
  const settled = settling.get(entry.poolId) ?? []
  if (SETTLING.has(entry.kind)) {
    settling.set(entry.poolId, [...settled, entry])
    return
  }
  settling.delete(entry.poolId)
  const entries = [...settled, entry]
  if (entry.kind === 'pick') {
    costs.set(entry.assignmentId, entries)
    return
  }
  const again = creditAgain(world, entry, refunded, lookups.configuration(entry.revision))
  log.compare(entry.at, { entries }, { entries: again })
  enter(world, entry)
}

type Routed = Extract<LeadEvent, { type: 'LeadRouted' }>

function checkRoute(
  check: Check,
  own: WorldLead,
  event: Routed,
  parts: EventOfLead['parts'],
): void {
  const { lookups, log } = check
  if (parts === undefined) {
    check.erased += 1
    return
  }
  const configuration = lookups.configuration(event.revision)
  const nameFor = lookups.nameFor(configuration, event.at)
  const again = routeIn(own, parts, event.at, configuration, nameFor).event
  const leadId = own.lead.id
  log.compare(event.at, { leadId, event, entries: [] }, { leadId, event: again, entries: [] })
}

function checkDecision(check: Check, own: WorldLead, event: Deciding): Checked {
  const { world, lookups, log, costs } = check
  const ownerChanged = ownerSeen(world, own.lead, event)
  if (ownerChanged) check.ownersChanged += 1
  const assignmentId = 'assignmentId' in event ? event.assignmentId : undefined
  const entries = costs.get(assignmentId ?? '') ?? []
  costs.delete(assignmentId ?? '')
  const pick = entries.at(-1) as PickEntry | undefined
  const seed = pick?.seed ?? 0
  const configuration = lookups.configuration(event.revision ?? own.revision ?? 0)
  const occasion = { at: event.at, configuration, seed, assignmentId }
  const decision = decideAgain(world, own, event, occasion)
  const leadId = own.lead.id
  const again = { leadId, event: decision.event, entries: entriesOf(decision) }
  own.isDecided = true
  const isSame = log.compare(event.at, { leadId, event, entries }, again)
  enact(world, own, isSame ? decision : asRecorded(decision, event, pick))
  return { seed, ownerChanged }
}

function decideAgain(world: World, own: WorldLead, event: Deciding, occasion: Occasion): Decision {
  if (!isByHand(event, own.lead.state)) return assignIn(world, own, occasion)
  const { repId, reason, coversFor, by } = event
  return giveIn(world, own, occasion, { repId, reason, isCover: coversFor !== undefined, by })
}

const asRecorded = ({ contact }: Decision, event: Deciding, pick: PickEntry | undefined) => ({
  event,
  ...(contact && { contact }),
  ...(pick && { ledgerEntry: pick }),
})
