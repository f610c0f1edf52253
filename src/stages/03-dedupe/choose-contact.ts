import { type Contact, type Identity, identityText } from '../../domain/contact.ts'
import type { Locked } from '../../domain/decision.ts'
import { type ContactId, newId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import { mailKeys } from '../../domain/matching/mail-keys.ts'
import { isSharedMailbox, readMailbox } from '../../domain/matching/mailbox.ts'
import { isOtherName } from '../../domain/matching/person-comparisons.ts'
import { readPersonName } from '../../domain/matching/person-name.ts'
import { keysOf, ownerOf, type Whose } from './identity-keys.ts'

/** The contact a lead gets, what attached it, and whom a new one may be the same person as. */
export type Chosen = Whose & {
  readonly by: 'email' | 'phone' | 'likeness' | 'new'
  readonly resembles?: Contact
}

/** The contact the lead most resembles, as far as that may decide anything. */
export function likelyContactOf({ parts: { match } }: Lead): ContactId | undefined {
  return match === undefined || match.verdict === 'new' ? undefined : match.contactId
}

/** Whose the exact keys of the lead are, as the locks hold them. */
export const identitiesOf = (lead: Lead, locked: Locked): Identity[] =>
  keysOf(lead).flatMap((key) => locked.identities.get(identityText(key)) ?? [])

/** Finds the contact by the exact keys, then by likeness; else there is a new one. */
export function chooseContact(lead: Lead, identities: readonly Identity[], locked: Locked): Chosen {
  const byKey = attachedByKey(lead, identities, locked)
  if (byKey !== undefined) return byKey

  const likely = likelyOf(lead, locked)
  if (likely !== undefined && lead.parts.match?.verdict === 'same') {
    const { contact, keyContactId } = likely
    return { contactId: contact.id, ...(keyContactId && { keyContactId }), by: 'likeness' }
  }
  const contactId = newId<ContactId>(locked.now)
  return { contactId, by: 'new', ...(likely && { resembles: likely.contact }) }
}

/** The contact the lead resembles, as it stands now; one that is gone has left nothing to attach to. */
function likelyOf(lead: Lead, { contacts, topOf }: Locked) {
  const said = likelyContactOf(lead)
  const contact = said && contacts.get(topOf.get(said) ?? said)
  if (contact === undefined) return undefined
  return { contact, keyContactId: contact.id === said ? undefined : said }
}

function attachedByKey(
  lead: Lead,
  identities: readonly Identity[],
  { contacts }: Locked,
): Chosen | undefined {
  const emails = identities.filter(({ kind }) => kind === 'email')
  const byEmail = emails.map(ownerOf).find((owner) => owner !== undefined)
  if (byEmail !== undefined && !isDeskOfOthers(lead, contacts.get(byEmail.contactId))) {
    return { ...byEmail, by: 'email' }
  }
  const byPhone = ownerOf(identities.find(({ kind }) => kind === 'phone'))
  if (byPhone === undefined) return undefined
  const contact = contacts.get(byPhone.contactId)
  const isContradicted = contradicts(emails, contact) || isNamedOtherwise(lead, contact)
  return isContradicted ? undefined : { ...byPhone, by: 'phone' }
}

/** True for a key that several people may use without anything being wrong: `info@`. */
export const isDesk = ({ kind, value }: Identity) =>
  kind === 'email' && isSharedMailbox(readMailbox(value))

const isDeskOfOthers = (lead: Lead, contact: Contact | undefined) =>
  isSharedMailbox(readMailbox(lead.parts.findings?.email ?? '')) && isNamedOtherwise(lead, contact)

/** Two different e-mail addresses behind one phone are taken for two persons. */
export function contradicts(emails: readonly Identity[], contact: Contact | undefined): boolean {
  const known = contact?.fields.email
  if (known === undefined || emails.length === 0) return false
  const spellings = mailKeys(known).map(({ value }) => value)
  return emails.every(({ value }) => !spellings.includes(value))
}

/** A family or a front desk: one key, but another name. */
function isNamedOtherwise({ parts }: Lead, contact: Contact | undefined): boolean {
  const { givenName, familyName } = factsOfLead(parts)
  const known = readPersonName(contact?.fields.firstName, contact?.fields.lastName)
  return isOtherName(readPersonName(givenName, familyName), known)
}
