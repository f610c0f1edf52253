import {
  applyDecision,
  type Decision,
  type Locked,
  type Outcome,
  workingCopy,
} from '../../domain/decision.ts'
import type { NextStage } from '../../domain/evolve.ts'
import type { Lead } from '../../domain/lead.ts'
import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import { withOutcome } from '../../domain/with-outcome.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import type { Settled } from '../../worker/group-commit.ts'
import { changeOf, overtaken, step } from './append.ts'
import { holdPlaces } from './cap-waits.ts'
import type { Tx } from './connect.ts'
import { writeDecisions } from './decision-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { type Filing, fileContacts } from './file-contacts.ts'
import { firstOfEach } from './first-of-each.ts'
import { followAssignments } from './follow-events.ts'
import { writeLeads } from './lead-rows.ts'
import { takeLocks } from './locks.ts'
import { writeOutcomes } from './outcome-rows.ts'
import { setsAway } from './set-away.ts'

/** A lead as it was loaded, what stages said about it since, and the decision to take. */
export type DecideItem = {
  readonly lead: Lead
  readonly said: readonly Outcome[]
  readonly decision: LockedDecision
  /** Whether to wait for a contact that another batch holds. */
  readonly waits: boolean
}

/** The lead as decided, or that its contact was held by another batch, so that nothing was. */
export type Decided = Lead | typeof BUSY
export const BUSY = 'busy'

/** With the lead as it stands after what was said. */
type Asked = DecideItem & { readonly now: Lead }

type Parts = {
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly nextStage: NextStage
  readonly onLocks?: (kind: string, ms: number) => void
}

/**
 * Decides for many leads under one set of locks, the longest waiting first. Each decision sees the
 * ones before it, exactly as if the leads had come one by one; all commit together.
 */
export async function decideUnderLocks(
  tx: Tx,
  items: readonly DecideItem[],
  parts: Parts,
): Promise<Settled<Decided>[]> {
  const startedMs = performance.now()
  const asked = items.map((item) => ({
    ...item,
    now: step(item.lead, item.said, parts.nextStage).after,
  }))
  const wanted = asked.map(({ lead, now, said, decision, waits }) => ({
    lead,
    keys: decision.locks(now),
    waits,
    setsAway: said.some(({ event }) => setsAway(event)),
  }))
  const { current, busy, locked } = await takeLocks(tx, wanted, parts)
  parts.onLocks?.(items[0]?.decision.name ?? 'none', performance.now() - startedMs)
  const inTurn = firstOfEach(
    asked.filter(({ lead }) => current.has(lead) && !busy.has(lead)),
    ({ lead }) => lead.id,
  )
  inTurn.sort((a, b) => a.lead.receivedAt.getTime() - b.lead.receivedAt.getTime())

  const decided = decideInTurn(inTurn, locked)
  const steps = decided.map(({ item: { lead, said, now }, decision }) => ({
    before: lead,
    after: withOutcome(now, decision, parts.nextStage),
    outcomes: [...said, decision],
  }))
  await holdPlaces(tx, steps)
  // Before the new assignment: a lead has one that is active, also within a transaction.
  await followAssignments(
    tx,
    decided.flatMap(({ item: { said } }) => said.map(({ event }) => event)),
  )
  await writeDecisions(
    tx,
    decided.map(({ decision }) => decision),
  )
  await writeLeads(tx, steps.map(changeOf))
  await fileContacts(tx, decided.flatMap(filingOf))
  await writeOutcomes(tx, steps, parts.enqueue)

  // By item, not by lead: two jobs of one lead may hold the very same object.
  const after = new Map(decided.map(({ item }, index) => [item, steps[index]?.after]))
  return asked.map((item) => {
    // Of a lead that has changed it does not matter who holds the contact it had.
    const isBusy = busy.has(item.lead) && current.has(item.lead)
    const result = after.get(item) ?? (isBusy ? BUSY : undefined)
    return result ? { ok: result } : { error: overtaken(item.lead) }
  })
}

type Made = { readonly item: Asked; readonly decision: Decision }

/** Whoever tells a contact something changes by what it is found. */
function filingOf({ item, decision: { event, contact, values } }: Made): Filing[] {
  if (contact === undefined || values === undefined) return []
  const isNew = event.type === 'ContactIdentified' && event.isNew
  return [{ contact, said: factsOfLead(item.now.parts), isNew }]
}

function decideInTurn(items: readonly Asked[], locked: Locked): Made[] {
  const decided: Made[] = []
  const state = workingCopy(locked)
  for (const item of items) {
    const made = item.decision.decide(item.now, { ...state, seed: newSeed() })
    decided.push({ item, decision: made })
    applyDecision(state, made)
  }
  return decided
}

const newSeed = () => Math.floor(Math.random() * 0x7fff_ffff)
