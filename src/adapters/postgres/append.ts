import type { Outcome } from '../../domain/decision.ts'
import type { NextStage } from '../../domain/evolve.ts'
import { Overtaken, Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { withOutcome } from '../../domain/with-outcome.ts'
import type { Settled } from '../../worker/group-commit.ts'
import { holdPlaces } from './cap-waits.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { firstOfEach } from './first-of-each.ts'
import { anyOf } from './fixed-text.ts'
import type { KnownParts } from './known-parts.ts'
import { type LeadChange, lockWholeLeads, writeLeads } from './lead-rows.ts'
import { type LeadStep, writeOutcomes } from './outcome-rows.ts'
import { holdForSetAway } from './set-away.ts'

type Parts = { readonly enqueue: Enqueue; readonly nextStage: NextStage }
type AppendItem = { readonly lead: Lead; readonly outcome: Outcome }
type RecordItem = readonly [id: LeadId, outcome: (lead: Lead) => Outcome | undefined]

/** Adds one outcome to each lead that has not changed since it was loaded. */
export async function appendAll(
  tx: Tx,
  items: readonly AppendItem[],
  { enqueue, nextStage }: Parts,
): Promise<Settled<Lead>[]> {
  const steps = items.map(({ lead, outcome }) => step(lead, [outcome], nextStage))
  const firsts = firstOfEach(steps, ({ before }) => before.id)
  await holdForSetAway(tx, firsts)
  await holdPlaces(tx, firsts)
  const written = await writeLeads(tx, firsts.map(changeOf))
  const won = new Set(firsts.filter(({ before }) => written.has(before.id)))
  await writeOutcomes(tx, [...won], enqueue)
  return steps.map((one) => (won.has(one) ? { ok: one.after } : { error: overtaken(one.before) }))
}

/** Adds facts to leads as they stand under their locks, however often they have changed. */
export async function recordAll(
  tx: Tx,
  items: readonly RecordItem[],
  { enqueue, nextStage, known }: Parts & { readonly known?: KnownParts },
): Promise<Settled<Lead>[]> {
  const ids = [...new Set(items.map(([id]) => id))].sort()
  const leads = await lockWholeLeads(tx, ids, known)

  const steps = new Map<LeadId, LeadStep>()
  const settled = items.map(([id, outcomeOf]): Settled<Lead> => {
    const lead = steps.get(id)?.after ?? leads.get(id)
    if (lead === undefined) return { error: new Refused('lead-unknown', `There is no lead ${id}`) }
    const said = outcomeOf(lead)
    if (said === undefined) return { ok: lead }
    const outcome = lead.state === 'erased' ? impersonal(said) : said
    const earlier = steps.get(id) ?? { before: lead, after: lead, outcomes: [] }
    const after = withOutcome(lead, outcome, nextStage)
    // One step a lead, however much happened to it in this batch: its row is written once.
    steps.set(id, { before: earlier.before, after, outcomes: [...earlier.outcomes, outcome] })
    return { ok: after }
  })

  const all = [...steps.values()]
  await holdForSetAway(tx, all)
  await holdPlaces(tx, all)
  if (all.length > 0) await writeLeads(tx, all.map(changeOf))
  await writeOutcomes(tx, all, enqueue)
  return settled
}

/** A fact about an erased lead is kept without what it says of the person, and sets off nothing. */
const impersonal = ({ event, tasks = [] }: Outcome): Outcome => ({
  event,
  tasks: tasks.filter(({ follower }) => follower === 'erase'),
})

/** Locks leads, in the one order in which leads are locked. */
export async function holdLeads(tx: Tx, ids: readonly LeadId[]): Promise<void> {
  await tx
    .selectFrom('leads')
    .select('id')
    .where('id', '=', anyOf(ids))
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** The lead before and after these outcomes. */
export function step(before: Lead, outcomes: readonly Outcome[], nextStage: NextStage): LeadStep {
  const after = outcomes.reduce((lead, outcome) => withOutcome(lead, outcome, nextStage), before)
  return { before, after, outcomes }
}

/** What has to be written of it. */
export const changeOf = ({ before, after, outcomes }: LeadStep): LeadChange => ({
  before,
  after,
  events: outcomes.map(({ event }) => event),
  parts: Object.assign({}, ...outcomes.map(({ parts }) => parts)),
})

/** Says that somebody changed the lead first. */
export const overtaken = ({ id, version }: Lead) =>
  new Overtaken(`Lead ${id} has changed since version ${version}`)
