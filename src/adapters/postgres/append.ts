import type { Outcome } from '../../domain/decision.ts'
import { evolve, type NextStage } from '../../domain/evolve.ts'
import { Overtaken, Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Settled } from '../../worker/group-commit.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { firstOfEach } from './first-of-each.ts'
import { type LeadChange, readLeads, writeLeads } from './lead-rows.ts'
import { type WrittenOutcome, writeOutcomes } from './outcome-rows.ts'

type Parts = { readonly enqueue: Enqueue; readonly nextStage: NextStage }
type AppendItem = { readonly lead: Lead; readonly outcome: Outcome }
type RecordItem = readonly [id: LeadId, outcome: (lead: Lead) => Outcome | undefined]

/** Adds one outcome to each lead that has not changed since it was loaded. */
export async function appendAll(
  tx: Tx,
  items: readonly AppendItem[],
  { enqueue, nextStage }: Parts,
): Promise<Settled<Lead>[]> {
  const steps = items.map(({ lead, outcome }) => step(lead, outcome, nextStage))
  const firsts = firstOfEach(steps, ({ before }) => before.id)
  const written = await writeLeads(tx, firsts.map(changeOf))
  const won = new Set(firsts.filter(({ before }) => written.has(before.id)))
  await writeOutcomes(tx, [...won], enqueue)
  return steps.map((one) => (won.has(one) ? { ok: one.after } : { error: overtaken(one.before) }))
}

/** Adds facts to leads as they stand under their locks, however often they have changed. */
export async function recordAll(
  tx: Tx,
  items: readonly RecordItem[],
  { enqueue, nextStage }: Parts,
): Promise<Settled<Lead>[]> {
  const ids = [...new Set(items.map(([id]) => id))].sort()
  await tx
    .selectFrom('leads')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  const leads = await readLeads(tx, ids)

  const steps: WrittenOutcome[] = []
  const settled = items.map(([id, outcomeOf]): Settled<Lead> => {
    const lead = leads.get(id)
    if (lead === undefined) return { error: new Refused('lead-unknown', `There is no lead ${id}`) }
    const outcome = outcomeOf(lead)
    if (outcome === undefined) return { ok: lead }
    const next = step(lead, outcome, nextStage)
    leads.set(id, next.after)
    steps.push(next)
    return { ok: next.after }
  })

  if (steps.length > 0) await writeLeads(tx, changesByLead(steps))
  await writeOutcomes(tx, steps, enqueue)
  return settled
}

/** All that happened to each lead in the batch as one change, because a row is written once. */
function changesByLead(steps: readonly WrittenOutcome[]): LeadChange[] {
  return [...Map.groupBy(steps, ({ before }) => before.id).values()].map((ofLead) =>
    ofLead.map(changeOf).reduce((first, next) => ({
      before: first.before,
      after: next.after,
      events: [...first.events, ...next.events],
      parts: { ...first.parts, ...next.parts },
    })),
  )
}

/** The lead before and after one outcome. */
export function step(before: Lead, outcome: Outcome, nextStage: NextStage): WrittenOutcome {
  const evolved = evolve(before, outcome.event, nextStage)
  return { before, after: { ...evolved, parts: { ...before.parts, ...outcome.parts } }, outcome }
}

/** What has to be written of it. */
export const changeOf = ({ before, after, outcome }: WrittenOutcome): LeadChange => ({
  before,
  after,
  events: [outcome.event],
  parts: outcome.parts ?? {},
})

/** Says that somebody changed the lead first. */
export const overtaken = ({ id, version }: Lead) =>
  new Overtaken(`Lead ${id} has changed since version ${version}`)
