import {
  type Contact,
  type ContactField,
  IDENTITY_KINDS,
  type Identity,
  identityText,
} from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { NewTask } from '../../domain/task.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import { contradicts } from './choose-contact.ts'
import { clashReview } from './clash-review.ts'
import { identificationOf } from './dedupe.ts'
import { keysOf } from './identity-keys.ts'
import { saidValues } from './said-values.ts'

/**
 * Tells the contact of a lead what the lead has said since the contact was known: the values of
 * these fields, and keys nobody has. The lead keeps its contact, its rep and its assignment.
 *
 * A key of somebody else is not taken from them, and an address other than the contact's own is no
 * second one: a person decides whose it is, as when a lead is deduped. Such an address is not shown
 * with the contact either, since a CRM would find the other person's record by it.
 */
export const completeContact = (fields: readonly ContactField[]): LockedDecision => ({
  name: 'complete-contact',
  locks: (lead) => ({ identities: keysOf(lead), contactId: contactOf(lead) }),
  decide: (lead, locked) => decide(lead, locked, fields),
})

function decide(lead: Lead, locked: Locked, fields: readonly ContactField[]): Decision {
  const contactId = contactOf(lead)
  const whose = { contactId, ...(lead.keyContactId && { keyContactId: lead.keyContactId }) }
  const contact = locked.contacts.get(contactId)
  if (contact === undefined) throw new Error(`The contact of lead ${lead.id} is gone`)
  // Of keys that are no news a person was asked when the lead was deduped.
  const keys = keysOf(lead)
    .filter(({ kind }) => fields.includes(kind))
    .flatMap((key) => locked.identities.get(identityText(key)) ?? [])
  const doubts = doubtsAbout(keys, contact)
  const doubted = new Set(doubts.map(({ key }) => key.kind))
  const values = saidValues(lead, locked.configuration, locked.now).filter(
    ({ field }) => fields.includes(field) && !(field === 'email' && doubted.has('email')),
  )
  const [first] = doubts
  const reasons = doubts.map(({ reason }) => reason)
  const review = first && clashReview(contactId, first.key, reasons)
  return {
    event: {
      type: 'ContactCompleted',
      at: locked.now,
      contactId,
      fields: values.map(({ field }) => field),
      ...(review ? { reviewItemId: review.id } : {}),
    },
    contact: { ...contact, ...withValues(contact, values) },
    values,
    ...(doubts.length === 0 ? identificationOf(lead, whose) : {}),
    claims: keys
      .filter(({ kind, shared, contactId: owner }) => !doubted.has(kind) && !shared && !owner)
      .map((key) => ({ ...key, ...whose })),
    tasks: tasksFor(lead),
    ...(review ? { review } : {}),
  }
}

type Doubt = { readonly key: Identity; readonly reason: string }

/** At most one of each kind of key. */
function doubtsAbout(keys: readonly Identity[], contact: Contact): Doubt[] {
  return IDENTITY_KINDS.flatMap(
    (kind) =>
      doubtAbout(
        keys.filter((key) => key.kind === kind),
        contact,
      ) ?? [],
  )
}

function doubtAbout(keys: readonly Identity[], contact: Contact): Doubt | undefined {
  const owned = keys.filter(({ shared, contactId }) => !shared && contactId !== undefined)
  const theirs = owned.find(({ contactId }) => contactId !== contact.id)
  if (theirs) return { key: theirs, reason: `${theirs.kind}-belongs-to-another-contact` }
  const [key] = keys
  const isSecond = key?.kind === 'email' && owned.length === 0 && contradicts(keys, contact)
  return isSecond ? { key, reason: 'email-differs-from-contact' } : undefined
}

/** A lead that still travels is enriched, scored and written when somebody has it. */
function tasksFor({ state, assignmentId }: Lead): NewTask[] {
  return [
    ...(state === 'travelling' ? [] : [{ follower: 'late-data' as const }]),
    ...(assignmentId === undefined ? [] : [{ follower: 'write-crm' as const }]),
  ]
}

function contactOf({ id, contactId }: Lead): ContactId {
  if (contactId === undefined) throw new Error(`Lead ${id} has no contact to complete`)
  return contactId
}
