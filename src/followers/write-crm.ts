import type { Contact } from '../domain/contact.ts'
import { Refused } from '../domain/failure.ts'
import type { ContactId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { ContactClaim, CrmLink } from '../ports/contact-book.ts'
import type { Crm, CrmFields, CrmRecord } from '../ports/crm.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { claimed } from './claimed.ts'

/**
 * Writes the contact into the CRM. Reads first: a field somebody changed there since we last saw
 * it is left alone and becomes a conflict for a person, because a human edit must never vanish.
 * One task of a contact at a time, so that none takes what another writes for such an edit.
 */
export const writeCrm: Follower = {
  name: 'write-crm',
  async run(task, ports) {
    const lead = await ports.leads.load(task.leadId)
    const { contactId } = lead
    if (contactId === undefined) {
      throw new Refused('lead-without-contact', `Lead ${lead.id} has no contact to write`)
    }
    const crm = await ports.crm()
    await claimed(ports.contacts, contactId, crmPurpose(crm), (claim) =>
      writeContact(lead, contactId, { crm, claim }, ports),
    )
  },
}

/** The purpose of claims on contacts whose record in this CRM is read and written. */
export const crmPurpose = ({ name }: Crm) => `crm ${name}`

/** The CRM, and the right to be the only one who works on a contact there. */
type Held = { readonly crm: Crm; readonly claim: ContactClaim }

async function writeContact(
  lead: Lead,
  contactId: ContactId,
  { crm, claim }: Held,
  ports: FollowerPorts,
): Promise<void> {
  const [contact, link] = await Promise.all([
    writtenContact(contactId, crm, ports),
    ports.contacts.crmLink(contactId, crm.name),
  ])
  const { record, created } = await ourRecord(contact, { crm, claim })
  const plan = planWrite(ourFields(contact), record, link)

  await claim.keep()
  const written = await crm.upsert(contactId, plan.write)
  const lastSeen = { ...link?.lastSeen, ...plan.agreed, ...plan.write }
  await ports.contacts.saveCrmLink(contactId, crm.name, { recordId: written.recordId, lastSeen })
  const isNews = Object.keys(plan.write).length > 0
  // A task that runs again tells nothing twice; whoever is asked about conflicts was asked then.
  if (!isNews && (await ports.contacts.isCrmWriteTold(lead.id))) return

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
}

/** The contact without an address that the CRM has in the record of one that was joined into it. */
export async function writtenContact(
  id: ContactId,
  { name }: Crm,
  { contacts }: Pick<FollowerPorts, 'contacts'>,
): Promise<Contact> {
  const [contact, taken] = await Promise.all([
    contacts.load(id),
    contacts.emailsElsewhere(id, name),
  ])
  const { email, ...fields } = contact.fields
  return email !== undefined && taken.includes(email) ? { ...contact, fields } : contact
}

/**
 * The contact's record as it stands. A contact without one first claims it by e-mail alone: the CRM
 * may have a record of that address which somebody made before us, and what they wrote counts.
 */
async function ourRecord(contact: Contact, { crm, claim }: Held) {
  const known = await crm.read(contact.id)
  const { email } = contact.fields
  if (known !== undefined || email === undefined) return { record: known, created: false }
  await claim.keep()
  const { created } = await crm.upsert(contact.id, { email })
  await claim.keep()
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
