import { sql } from 'kysely'
import type { Ownership } from '../../domain/contact-join.ts'
import { joinMove, type LeadAtKey } from '../../domain/contact-move.ts'
import { Refused } from '../../domain/failure.ts'
import { type ContactId, type JoinId, newId, type RepId } from '../../domain/ids.ts'
import { joinedOwner, type Owner } from '../../domain/joined-owner.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Joined, JoinRequest } from '../../ports/contact-joins.ts'
import { addTasks } from './add-tasks.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { HeldContact, HeldPerson } from './hold-persons.ts'
import { settleSharedKeys, writeJoin } from './join-log.ts'
import { materialiseContacts } from './materialise-contacts.ts'
import { leadsOf, type MoveParts, moveLeads, moveVisitors, redirect } from './move-leads.ts'
import { giveOwner } from './split-owners.ts'
import { tasksAfterMove } from './tasks-after-move.ts'

type Parts = MoveParts & { readonly at: Date }

/** As `joinContacts`, and nothing when the two have become one meanwhile. */
export async function joinHeld(
  tx: Tx,
  [stays, goes]: readonly HeldPerson[],
  request: Omit<JoinRequest, 'with'>,
  { clock, ...parts }: MoveParts & { readonly clock: Clock },
): Promise<void> {
  if (stays === undefined || goes === undefined || stays.top.id === goes.top.id) return
  await joinContacts(tx, [stays, goes], request, { ...parts, at: clock() })
}

/** Joins the second person into the first; both are held. */
export async function joinContacts(
  tx: Tx,
  [stays, goes]: readonly [HeldPerson, HeldPerson],
  request: Omit<JoinRequest, 'with'>,
  { at, ...parts }: Parts,
): Promise<Joined> {
  const { by, why, reviewItemId, ownerRepId } = request
  const [contactId, otherContactId] = [stays.top.id, goes.top.id]
  if (contactId === otherContactId) {
    throw new Refused('contacts-joined', `${contactId} is one contact already`)
  }
  refuseStranger(ownerRepId, stays.top, goes.top)
  const joinId = newId<JoinId>(at)
  const owner = joinedOwner(await since(tx, stays.top), await since(tx, goes.top), ownerRepId)

  const leads = await leadsOf(tx, otherContactId)
  const owners = {
    owner: byLeadOfTheirs(stays.top, await leadsOf(tx, contactId)),
    otherOwner: byLeadOfTheirs(goes.top, leads),
  }
  const move = joinMove(contactId, { top: otherContactId, members: goes.members, leads }, joinId)
  await moveLeads(tx, { ...move, joinId, why: 'joined', at }, parts)
  await moveVisitors(tx, move)
  const log = { id: joinId, kind: 'join', contactId, otherContactId, undoes: undefined } as const
  await writeJoin(tx, {
    ...{ ...log, at, by, why, reviewItemId, leadIds: leads.map(({ id }) => id) },
    ...owners,
  })
  await redirect(tx, move.redirects)
  await giveOwner(tx, otherContactId, owners.otherOwner)
  await giveOwner(tx, contactId, owner)
  await settleSharedKeys(tx, idsOf(stays, goes))
  await materialiseContacts(tx, [contactId, otherContactId])
  await addTasks(tx, await tasksAfterMove(tx, [contactId], 'joined'), parts.enqueue, at)
  await closeQuestions(tx, idsOf(stays, goes), { by, at })
  return { joinId, contactId, otherContactId }
}

const idsOf = (...persons: readonly HeldPerson[]) =>
  persons.flatMap(({ members }) => members.map(({ id }) => id))

function refuseStranger(told: RepId | undefined, ...tops: readonly HeldContact[]): void {
  if (told === undefined || tops.some(({ ownerRepId }) => ownerRepId === told)) return
  throw new Refused('owner-unsuitable', `Neither contact is with ${told}`)
}

/**
 * The owner, with the lead by which they are if it is one of the contact's. Whoever has a contact by
 * none of its leads keeps it all the same.
 */
function byLeadOfTheirs(
  { ownerRepId, ownerLeadId }: HeldContact,
  leads: readonly LeadAtKey[],
): Ownership {
  return { ownerRepId, ownerLeadId: leads.find(({ id }) => id === ownerLeadId)?.id }
}

/** Since when the owner has the contact: since they got the lead by which they do. */
async function since(tx: Tx, contact: HeldContact): Promise<Owner> {
  const { ownerRepId, ownerLeadId, createdAt } = contact
  const { rows } = await sql<{ at: Date | null }>`
    select min(offered_at) as at from assignments
    where lead_id = ${ownerLeadId ?? null}::uuid and rep_id = ${ownerRepId ?? null}`.execute(tx)
  return { ownerRepId, ownerLeadId, since: rows[0]?.at ?? createdAt }
}

/** Nobody need say any longer whether these are one. */
async function closeQuestions(
  tx: Tx,
  ids: readonly ContactId[],
  { by, at }: { by: string; at: Date },
): Promise<void> {
  await sql`
    with settled as (
      select id from review_items
      where resolved_at is null and contact_id = ${anyOf(ids)} and other_contact_id = ${anyOf(ids)}
      order by id for update
    )
    update review_items r set resolved_at = ${at.toISOString()}::timestamptz, resolved_by = ${by},
      resolution = 'join'
    from settled s where r.id = s.id`.execute(tx)
}
