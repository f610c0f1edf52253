import { sql } from 'kysely'
import type { AssignmentId, ContactId, LeadId } from '../../domain/ids.ts'
import type { LeadTask } from './add-tasks.ts'
import { IS_ACTIVE } from './assignment-status.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'

/**
 * What contacts that were joined or split set off: their CRM records say what they show now; and after
 * a join, reps who keep a lead of a person that is somebody else's are told.
 */
export async function tasksAfterMove(
  tx: Tx,
  contactIds: readonly ContactId[],
  why: 'joined' | 'split',
): Promise<LeadTask[]> {
  const writes = await crmWrites(tx, contactIds)
  if (why === 'split') return writes
  const { rows: kept } = await sql<{ id: AssignmentId; leadId: LeadId }>`
    select a.id, a.lead_id from contacts c
    join leads l on l.contact_id = c.id
    join assignments a on a.id = l.assignment_id
      and ${IS_ACTIVE}
    where c.id = ${anyOf(contactIds)} and a.rep_id <> c.owner_rep_id
    order by a.id`.execute(tx)
  const tells = kept.map(({ id, leadId }) => {
    return { leadId, follower: 'tell-joined' as const, subject: id }
  })
  return [...writes, ...tells]
}

/** Has the CRM records of contacts written, of those that a rep has. */
export async function crmWrites(tx: Tx, contactIds: readonly ContactId[]): Promise<LeadTask[]> {
  const { rows: latest } = await sql<{ id: LeadId }>`
    select distinct on (contact_id) id from leads
    where contact_id = ${anyOf(contactIds)} and state in ('assigned', 'attached')
    order by contact_id, received_at desc, id desc`.execute(tx)
  return latest.map(({ id }) => ({ leadId: id, follower: 'write-crm' }))
}
