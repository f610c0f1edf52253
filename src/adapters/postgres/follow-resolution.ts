import { evolve, type NextStage } from '../../domain/evolve.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Resolution } from '../../domain/review-item.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ReviewItem } from '../../ports/review-inbox.ts'
import { addTasks } from './add-tasks.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { writeFeedback } from './join-log.ts'
import { readLeads, writeLeads } from './lead-rows.ts'
import { writeOutcomes } from './outcome-rows.ts'

/** What a decision on a review item needs to have its effect. */
export type Aftermath = {
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly nextStage: NextStage
  /** The stage at which a released lead goes on: the one after validation. */
  readonly releaseTo: string
}

/** Sets off what follows from a decision on a review item, in the transaction that records it. */
export async function followResolution(
  tx: Tx,
  item: ReviewItem,
  { resolution, by }: { readonly resolution: Resolution; readonly by: string },
  aftermath: Aftermath,
): Promise<void> {
  if (item.kind === 'quarantined-lead') await settleLead(tx, item, resolution, aftermath)
  if (item.kind === 'crm-conflict') await carryOut(tx, item, aftermath)
  if (resolution === 'keep-apart') await keepApart(tx, item, by, aftermath)
}

/** An item that names no second contact leaves nothing to remember. */
async function keepApart(
  tx: Tx,
  { contactId, otherContactId }: ReviewItem,
  by: string,
  { clock }: Aftermath,
): Promise<void> {
  if (contactId === undefined || otherContactId === undefined) return
  await writeFeedback(tx, { pair: [contactId, otherContactId], same: false, by, at: clock() })
}

async function settleLead(
  tx: Tx,
  item: ReviewItem,
  resolution: Resolution,
  { enqueue, clock, nextStage, releaseTo }: Aftermath,
): Promise<void> {
  await tx.selectFrom('leads').select('id').where('id', '=', item.leadId).forUpdate().execute()
  const lead = (await readLeads(tx, [item.leadId])).get(item.leadId)
  // A lead that is no longer quarantined went on by another way; the decision is kept all the same.
  if (lead?.state !== 'quarantined') return

  const at = clock()
  const event: LeadEvent =
    resolution === 'release'
      ? { type: 'LeadReleased', at, reviewItemId: item.id, resumeAt: releaseTo }
      : { type: 'LeadRejected', at, reasons: item.reasons }
  const after = evolve(lead, event, nextStage)
  await writeLeads(tx, [{ before: lead, after, events: [event], parts: {} }])
  await writeOutcomes(tx, [{ before: lead, after, outcomes: [{ event }] }], enqueue)
}

/** The follower reads the resolution from the item; the CRM is not called from a transaction. */
async function carryOut(tx: Tx, item: ReviewItem, { enqueue, clock }: Aftermath): Promise<void> {
  const task = { leadId: item.leadId, follower: 'resolve-conflicts', subject: item.id } as const
  await addTasks(tx, [task], enqueue, clock())
}
