import { type ContactId, newId, type ReviewItemId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { ConflictDecision } from '../ports/conflict-decisions.ts'
import type { ContactClaim } from '../ports/contact-book.ts'
import type { Crm, CrmFields } from '../ports/crm.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { claimed } from './claimed.ts'
import { crmPurpose, ourFields, writtenContact } from './write-crm.ts'

/**
 * Settles the fields on which we and the CRM disagree. Its task is about field names when they
 * have just been found, and puts them into the review inbox; nothing is overwritten until a person
 * decides. It is about the review item once they have, and carries the decision out.
 */
export const resolveConflicts: Follower = {
  name: 'resolve-conflicts',
  async run(task, ports) {
    const lead = await ports.leads.load(task.leadId)
    const subject = task.subject ?? ''
    const decision = /^[0-9a-f-]{36}$/.test(subject)
      ? await ports.conflictDecisions.read(subject)
      : undefined
    const recordOf = decision?.contactId ?? contactOf(lead)
    await claimed(ports.contacts, recordOf, crmPurpose(await ports.crm()), (claim) =>
      decision === undefined
        ? askAPerson(lead, subject.split(',') as (keyof CrmFields)[], ports)
        : carryOut(lead, decision, claim, ports),
    )
  },
}

/** Shows what it was when we last looked, what it says now, and what we would write. */
async function askAPerson(lead: Lead, fields: readonly (keyof CrmFields)[], ports: FollowerPorts) {
  const { crm, contact, record } = await bothSides(lead, contactOf(lead), ports)
  const ours = ourFields(contact)
  const link = await ports.contacts.crmLink(contact.id, crm.name)
  const asked = await ports.conflictDecisions.undecided(contact.id)
  const open = fields.filter((field) => record?.fields[field] !== ours[field] && !asked.has(field))
  if (open.length === 0) return

  const id = newId<ReviewItemId>(ports.clock())
  const versions = (field: keyof CrmFields) => ({
    base: link?.lastSeen[field],
    ours: ours[field],
    theirs: record?.fields[field],
  })
  await ports.leads.record(lead.id, () => ({
    event: {
      type: 'CrmConflictFound',
      at: ports.clock(),
      crm: crm.name,
      fields: open,
      reviewItemId: id,
    },
    review: {
      id,
      kind: 'crm-conflict',
      reasons: open.map((field) => `${field}-changed-in-crm`),
      contactId: contact.id,
      details: Object.fromEntries(open.map((field) => [field, versions(field)])),
    },
  }))
}

async function carryOut(
  lead: Lead,
  { resolution, fields, decidedAt, contactId = contactOf(lead) }: ConflictDecision,
  claim: ContactClaim,
  ports: FollowerPorts,
) {
  const { crm, contact, record } = await bothSides(lead, contactId, ports)
  const side = resolution === 'keep-ours' ? ourFields(contact) : (record?.fields ?? {})
  const values = Object.fromEntries(
    fields.flatMap((field) => (side[field] === undefined ? [] : [[field, side[field]]])),
  ) as CrmFields
  if (resolution === 'keep-theirs') {
    const adoption = { leadId: lead.id, crm: crm.name, at: decidedAt }
    await ports.contacts.adopt(contact.id, values, adoption)
  }

  await claim.keep()
  const recordId =
    resolution === 'keep-ours' ? await write(crm, contactId, lead, values, ports) : record?.recordId
  if (recordId === undefined) return
  const link = await ports.contacts.crmLink(contactId, crm.name)
  const lastSeen = { ...link?.lastSeen, ...values }
  await ports.contacts.saveCrmLink(contactId, crm.name, { recordId, lastSeen })
}

async function write(
  crm: Crm,
  contactId: ContactId,
  lead: Lead,
  values: CrmFields,
  ports: FollowerPorts,
): Promise<string> {
  const { recordId, created } = await crm.upsert(contactId, values)
  await ports.leads.record(lead.id, () => ({
    event: {
      type: 'CrmRecordWritten',
      at: ports.clock(),
      crm: crm.name,
      recordId,
      created,
      fields: Object.keys(values),
    },
  }))
  return recordId
}

/** Our contact, and the record a conflict is about: that of a contact joined into ours, perhaps. */
async function bothSides(lead: Lead, recordOf: ContactId, ports: FollowerPorts) {
  const crm = await ports.crm()
  const contact = await writtenContact(contactOf(lead), crm, ports)
  return { crm, contact, record: await crm.read(recordOf) }
}

function contactOf({ id, contactId }: Lead): ContactId {
  if (contactId === undefined) throw new Error(`Lead ${id} has no contact`)
  return contactId
}
