import { sql } from 'kysely'
import type { Outcome } from '../../domain/decision.ts'
import type { DeliveryId, LeadId } from '../../domain/ids.ts'
import { FETCH_STAGE, type Lead } from '../../domain/lead.ts'
import { type LeadReadAgain, replayLead } from '../../domain/replay-lead.ts'
import { stageQueue } from '../../ports/queue-names.ts'
import type { LeadOfDelivery, ReplayedLead } from '../../ports/replays.ts'
import { changeOf, overtaken, step } from './append.ts'
import { holdPlaces } from './cap-waits.ts'
import type { Db, Tx } from './connect.ts'
import { readLeads, writeLeads } from './lead-rows.ts'
import { materialiseContacts } from './materialise-contacts.ts'
import { writeOutcomes } from './outcome-rows.ts'
import type { KnownLead } from './replay-plan.ts'
import { type RetellParts, retellLead } from './retell-lead.ts'
import type { TakeInParts } from './take-in.ts'

/** What replaying a lead needs. */
export type ReplayParts = TakeInParts & RetellParts & { readonly db: Db }

type Asked = { readonly deliveryId: DeliveryId; readonly dryRun: boolean }

/**
 * Gives a lead that there is the form its delivery says now. Rejects with `Overtaken` when somebody
 * changed the lead meanwhile; nothing of it was done then.
 */
export async function replayKnownLead(
  known: KnownLead,
  said: LeadOfDelivery,
  { deliveryId, dryRun }: Asked,
  parts: ReplayParts,
): Promise<ReplayedLead> {
  const { id: leadId } = known
  const why = whyNot(known, said, deliveryId)
  if (why !== undefined) return { leadId, effect: 'unchanged', why }
  const lead = (await readLeads(parts.db, [leadId])).get(leadId)
  if (lead === undefined) throw new Error(`Lead ${leadId} is gone`)
  const { form, doubts = [] } = said.lead
  const again = { form, doubts, findings: said.findings }
  const outcome = replayLead(lead, again, {
    ...{ at: parts.clock(), deliveryId },
    ...{ firstStage: parts.firstStage, nextStage: parts.nextStage },
    settled: await settledBefore(leadId, parts.db),
  })
  if (outcome?.event.type !== 'LeadReplayed') return { leadId, effect: 'unchanged' }
  if (!dryRun) {
    await parts.db.transaction().execute((tx) => write(tx, lead, again, outcome, parts))
  }
  const { fields, resumeAt } = outcome.event
  return { leadId, effect: resumeAt === undefined ? 'decided' : 'changed', fields }
}

function whyNot(known: KnownLead, { lead }: LeadOfDelivery, deliveryId: DeliveryId) {
  // What was read from the vendor is not kept as it was read, and the delivery only named it.
  if (known.startsAt === FETCH_STAGE || lead.startsAt === FETCH_STAGE) return 'record-not-kept'
  return known.madeBy === deliveryId ? undefined : 'made-by-another-delivery'
}

/** What a person said of the lead when it was put before them. */
async function settledBefore(leadId: LeadId, db: Db): Promise<'release' | 'reject' | undefined> {
  const { rows } = await sql<{ resolution: 'release' | 'reject' }>`
    select resolution from review_items
    where lead_id = ${leadId}::uuid and kind = 'quarantined-lead'
      and resolution in ('release', 'reject')
    order by resolved_at desc limit 1`.execute(db)
  return rows[0]?.resolution
}

async function write(
  tx: Tx,
  lead: Lead,
  { form, findings }: LeadReadAgain,
  outcome: Outcome,
  parts: ReplayParts,
): Promise<void> {
  const { contactId } = lead
  const retold = { ...lead, parts: { ...lead.parts, form, findings } }
  const isAnew = outcome.event.type === 'LeadReplayed' && outcome.event.identifiesAnew === true
  const told = contactId && (await retellLead(tx, { lead, contactId, retold, isAnew }, parts))
  const change = step(lead, [{ ...outcome, ...told }], parts.nextStage)
  await holdPlaces(tx, [change])
  const written = await writeLeads(tx, [changeOf(change)])
  if (!written.has(lead.id)) throw overtaken(lead)
  // After the lead, which may be its lead no more.
  if (contactId !== undefined) await materialiseContacts(tx, [contactId])
  await writeOutcomes(tx, [change], parts.enqueue)
  if (change.after.state !== 'travelling') return
  await closeReviews(tx, lead.id)
  if (lead.state === 'travelling') await reviveJobs(tx, change.after, parts)
}

/**
 * A lead that is looked at from the beginning is no longer held back for what was wrong with it. An
 * item that somebody decides at this moment is theirs: it finds the lead on its way, and is kept.
 */
async function closeReviews(tx: Tx, leadId: LeadId): Promise<void> {
  await sql`
    with open as materialized (
      select id from review_items
      where lead_id = ${leadId}::uuid and kind = 'quarantined-lead' and resolved_at is null
      order by id for update skip locked
    )
    update review_items r set resolved_at = now(), resolved_by = 'replay', resolution = 'replayed'
    from open o where r.id = o.id`.execute(tx)
}

/** A lead whose work was given up has no job any more. */
async function reviveJobs(tx: Tx, { id, waitingFor }: Lead, { enqueue }: ReplayParts) {
  const revived = await tx
    .updateTable('deadLetters')
    .set({ redrivenAt: sql<Date>`now()` })
    .where('leadId', '=', id)
    .where('taskId', 'is', null)
    .where('redrivenAt', 'is', null)
    .returning('id')
    .execute()
  if (revived.length === 0 || waitingFor === undefined) return
  await enqueue(tx, [{ queue: stageQueue(waitingFor), subject: { leadId: id } }])
}
