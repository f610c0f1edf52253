import { evolve, type NextStage } from '../../domain/evolve.ts'
import { newId, type TaskId } from '../../domain/ids.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Resolution } from '../../domain/review-item.ts'
import type { Clock } from '../../ports/clock.ts'
import { followerQueue } from '../../ports/queue-names.ts'
import type { ReviewItem } from '../../ports/review-inbox.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
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
  resolution: Resolution,
  aftermath: Aftermath,
): Promise<void> {
  if (item.kind === 'quarantined-lead') await settleLead(tx, item, resolution, aftermath)
  if (item.kind === 'crm-conflict') await carryOut(tx, item, aftermath)
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
  const id = newId<TaskId>(clock())
  const task = { id, leadId: item.leadId, follower: 'resolve-conflicts', subject: item.id } as const
  await tx.insertInto('tasks').values(task).execute()
  await enqueue(tx, [{ queue: followerQueue('resolve-conflicts'), subject: { taskId: id } }])
}
