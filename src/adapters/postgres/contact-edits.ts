import { sql } from 'kysely'
import type { ContactField, IdentityKey } from '../../domain/contact.ts'
import type { ContactEdit } from '../../domain/contact-edit.ts'
import { Refused } from '../../domain/failure.ts'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import { DEFAULT_TRUST } from '../../domain/survivorship.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ContactEdits, EditRequest } from '../../ports/contact-edits.ts'
import { addTasks } from './add-tasks.ts'
import { recordAll } from './append.ts'
import type { Db, Tx } from './connect.ts'
import { claimWritten, freeKeys, keysOfField } from './edited-keys.ts'
import { insertAll } from './fixed-text.ts'
import { type HeldPerson, holdingPersons, holdPersons } from './hold-persons.ts'
import { materialiseContacts } from './materialise-contacts.ts'
import type { MoveParts } from './move-leads.ts'
import { crmWrites } from './tasks-after-move.ts'
import { withdrawEdits } from './withdraw-edits.ts'

type Parts = MoveParts & { readonly clock: Clock }

/** Edits as values beside those of leads, under the locks of the person. */
export function postgresContactEdits(db: Db, parts: Parts): ContactEdits {
  return {
    edit: (id, request) =>
      holdingPersons(db, async (tx) => {
        const keys = keysIn(request.write)
        const [person] = await holdPersons(tx, [id], keys)
        if (person === undefined) throw new Error('A person was asked for')
        await edit(tx, person, { ...request, keys }, parts)
      }),
  }
}

const keysIn = (write: EditRequest['write']): IdentityKey[] =>
  Object.entries(write).flatMap(([field, value]) => keysOfField(field as ContactField, value))

async function edit(
  tx: Tx,
  { top, members }: HeldPerson,
  request: EditRequest & { readonly keys: readonly IdentityKey[] },
  { clock, ...parts }: Parts,
): Promise<void> {
  const { id } = top
  const memberIds = members.map((one) => one.id)
  if (request.ownerRepId !== undefined && request.ownerRepId !== top.ownerRepId) {
    throw new Refused('contact-unknown', `Contact ${id} is not with ${request.ownerRepId}`)
  }
  const at = await afterOthers(tx, id, request.version, clock())
  const leadId = await leadOf(tx, id)
  const fields = Object.keys(request.write) as ContactField[]
  const gone = await withdrawEdits(tx, id, [...fields, ...request.withdraw], at)
  await writeValues(tx, id, request, { leadId, at })
  await freeKeys(tx, memberIds, gone)
  await claimWritten(tx, memberIds, id, request.keys)

  // Each with the lead of its value, so that the log goes where the value goes.
  const takenBack = gone.filter(({ field }) => request.withdraw.includes(field))
  const entries = [
    ...fields.map((field) => ({ field, leadId, kind: 'written' as const })),
    ...takenBack.map(({ value: _, ...entry }) => ({ ...entry, kind: 'withdrawn' as const })),
  ]
  if (entries.length === 0) return
  await logEdits(
    tx,
    entries.map((entry) => ({ ...entry, contactId: id, at, by: request.by })),
  )
  const withdrawn = request.withdraw.filter((field) => takenBack.some((one) => one.field === field))
  const event = { type: 'ContactEdited' as const, at, contactId: id, fields, withdrawn }
  await recordAll(tx, [[leadId, () => ({ event })]], parts)
  await materialiseContacts(tx, [id])
  await addTasks(tx, await crmWrites(tx, [id]), parts.enqueue, at)
}

/** The moment of this edit: after every other, whatever the clocks of those processes said. */
async function afterOthers(tx: Tx, id: ContactId, seen: number, now: Date): Promise<Date> {
  const { version, at } = await tx
    .selectFrom('contactEdits as e')
    .innerJoin('leads as l', 'l.id', 'e.leadId')
    .select([
      sql<number>`coalesce(max(e.sequence), 0)`.as('version'),
      sql<Date>`max(e.at)`.as('at'),
    ])
    .where('l.contactId', '=', id)
    .executeTakeFirstOrThrow()
  if (version !== seen) {
    throw new Refused('contact-edited', `The contact was edited since version ${seen}`)
  }
  return new Date(Math.max(now.getTime(), (at?.getTime() ?? 0) + 1))
}

/** The latest lead the contact has by itself, so that what was written stays with it after a split. */
async function leadOf(tx: Tx, id: ContactId): Promise<LeadId> {
  const { rows } = await sql<{ id: LeadId }>`
    select id from leads where contact_id = ${id}::uuid and state <> 'erased'
    order by key_contact_id is null desc, received_at desc, id desc limit 1`.execute(tx)
  const [lead] = rows
  if (lead === undefined) throw new Refused('contact-unknown', `Contact ${id} has no lead`)
  return lead.id
}

async function writeValues(
  tx: Tx,
  contactId: ContactId,
  { write, by }: EditRequest,
  origin: { readonly leadId: LeadId; readonly at: Date },
): Promise<void> {
  const rows = Object.entries(write).map(([field, value]) => ({
    ...{ contactId, field, value, ...origin, sourceKey: `edit:${by}` },
    ...{ trust: DEFAULT_TRUST, verified: false, edited: true },
  }))
  if (rows.length > 0) await insertAll('contactValues', rows).execute(tx)
}

/** Adds entries to the log of what people wrote about contacts. */
export async function logEdits(tx: Tx, edits: readonly ContactEdit[]): Promise<void> {
  if (edits.length === 0) return
  await tx
    .insertInto('contactEdits')
    .values([...edits])
    .execute()
}
