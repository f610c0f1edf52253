import type { Contact } from '../domain/contact.ts'
import { Refused } from '../domain/failure.ts'
import type { CrmLink } from '../ports/contact-book.ts'
import type { Crm, CrmFields, CrmRecord } from '../ports/crm.ts'
import type { Follower } from '../ports/follower.ts'

/**
 * Writes the contact into the CRM. Reads first: a field somebody changed there since we last saw
 * it is left alone and becomes a conflict for a person, because a human edit must never vanish.
 */
export const writeCrm: Follower = {
  name: 'write-crm',
  async run(task, ports) {
    const lead = await ports.leads.load(task.leadId)
    if (lead.contactId === undefined) {
      throw new Refused('lead-without-contact', `Lead ${lead.id} has no contact to write`)
    }
    const crm = await ports.crm()
    const contact = await ports.contacts.load(lead.contactId)
    const link = await ports.contacts.crmLink(contact.id, crm.name)
    const { record, created } = await ourRecord(contact, crm)
    const plan = planWrite(ourFields(contact), record, link)

    const written = await crm.upsert(contact.id, plan.write)
    const lastSeen = { ...link?.lastSeen, ...plan.agreed, ...plan.write }
    await ports.contacts.saveCrmLink(contact.id, crm.name, { recordId: written.recordId, lastSeen })
    await ports.leads.record(lead.id, () => ({
      event: {
        type: 'CrmRecordWritten',
        at: ports.clock(),
        crm: crm.name,
        recordId: written.recordId,
        created: created || written.created,
        fields: Object.keys(plan.write),
      },
      tasks:
        plan.conflicts.length > 0
          ? [{ follower: 'resolve-conflicts', subject: plan.conflicts.join(',') }]
          : [],
    }))
  },
}

/**
 * The contact's record as it stands. A contact without one first claims it by e-mail alone: the CRM
 * may have a record of that address which somebody made before us, and what they wrote counts.
 */
async function ourRecord(contact: Contact, crm: Crm) {
  const known = await crm.read(contact.id)
  const { email } = contact.fields
  if (known !== undefined || email === undefined) return { record: known, created: false }
  const { created } = await crm.upsert(contact.id, { email })
  return { record: created ? undefined : await crm.read(contact.id), created }
}

/** What we would like the CRM to say. */
export const ourFields = ({ fields, ownerRepId }: Contact): CrmFields => ({
  ...fields,
  ...(ownerRepId === undefined ? {} : { ownerRepId }),
})

type Plan = {
  readonly write: CrmFields
  /** What is there already as we would write it. */
  readonly agreed: CrmFields
  readonly conflicts: readonly (keyof CrmFields)[]
}

/**
 * Which of our fields to write: those that are empty there, or still as we last saw them. A field
 * that is there already and that we never saw was written by somebody else, too.
 */
export function planWrite(
  ours: CrmFields,
  record: CrmRecord | undefined,
  link: CrmLink | undefined,
): Plan {
  const write: CrmFields = {}
  const agreed: CrmFields = {}
  const conflicts: (keyof CrmFields)[] = []
  for (const field of Object.keys(ours) as (keyof CrmFields)[]) {
    const our = ours[field]
    const there = record?.fields[field] || undefined
    if (our === undefined) continue
    if (our === there) agreed[field] = our
    else if (there === undefined || there === link?.lastSeen[field]) write[field] = our
    else conflicts.push(field)
  }
  return { write, agreed, conflicts }
}
