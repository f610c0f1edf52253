import {
  type Contact,
  type ContactField,
  type ContactValue,
  type Identity,
  type IdentityKey,
  identityText,
} from '../../domain/contact.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { Identification } from '../../domain/identification.ts'
import { type ContactId, newId, type ReviewItemId, type VisitorId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { readMailbox } from '../../domain/matching/mailbox.ts'
import type { DecideUnderLock } from '../../ports/stage.ts'

/**
 * Stage 3: finds the person behind the lead by their exact keys, and claims the keys for them.
 *
 * E-mail decides. A phone attaches only where no e-mail contradicts it: families and front desks
 * share phones, and gluing two persons together is worse than knowing one twice. A clash goes to a
 * person as a review item. The unique keys are held under lock, so two deliveries of one person in
 * two processes at once give one contact.
 */
export const dedupe: DecideUnderLock = {
  kind: 'decide-under-lock',
  name: 'dedupe',
  locks: (lead) => ({ identities: keysOf(lead) }),
  decide,
}

type Match = { readonly contactId: ContactId; readonly by: 'email' | 'phone' | 'new' }

/** The keys by which this lead's person may be known; none for somebody nobody can reach. */
export function keysOf({ parts: { findings } }: Lead): IdentityKey[] {
  const { email, phone } = findings ?? {}
  return [
    ...(email === undefined ? [] : mailKeys(email)),
    ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone }]),
  ]
}

/**
 * The mailbox first, which is the same for all spellings its provider takes for one; then the address
 * as it was written, under which persons of earlier days are known.
 */
function mailKeys(email: string): IdentityKey[] {
  const { user, domain } = readMailbox(email)
  return [...new Set([`${user}@${domain}`, email])].map((value) => ({ kind: 'email', value }))
}

function decide(lead: Lead, locked: Locked): Decision {
  const identities = keysOf(lead).flatMap((key) => locked.identities.get(identityText(key)) ?? [])
  const match = matchOf(identities, locked)
  const clash = clashOf(identities, match)
  const values = valuesOf(lead, locked.now)
  const contact = contactAfter(locked.contacts.get(match.contactId), match.contactId, values)
  const review = clash && clashReview(clash, match)

  return {
    event: {
      type: 'ContactIdentified',
      at: locked.now,
      contactId: match.contactId,
      by: identities.length === 0 ? 'none' : match.by,
      isNew: match.by === 'new',
      ...(review ? { reviewItemId: review.id } : {}),
    },
    contact,
    values,
    ...identificationOf(lead, match.contactId),
    claims: identities
      .filter((identity) => identity.contactId === undefined && !identity.shared)
      .map((identity) => ({ ...identity, contactId: match.contactId })),
    ...(review ? { review } : {}),
  }
}

/** A lead nobody can be reached by says nothing about whose browser it came from. */
export function identificationOf(
  lead: Lead,
  contactId: ContactId,
): { readonly identification?: Identification } {
  const { visitorId } = lead.parts.form
  if (visitorId === undefined || keysOf(lead).length === 0) return {}
  const since = lead.receivedAt
  return { identification: { visitorId: visitorId as VisitorId, contactId, since } }
}

function matchOf(identities: readonly Identity[], locked: Locked): Match {
  const emails = identities.filter(({ kind }) => kind === 'email')
  const phone = identities.find(({ kind }) => kind === 'phone')

  const byEmail = emails.map(ownerOf).find((owner) => owner !== undefined)
  if (byEmail !== undefined) return { contactId: byEmail, by: 'email' }

  const byPhone = ownerOf(phone)
  if (byPhone !== undefined && !contradicts(emails, locked.contacts.get(byPhone))) {
    return { contactId: byPhone, by: 'phone' }
  }
  return { contactId: newId<ContactId>(locked.now), by: 'new' }
}

const ownerOf = (identity: Identity | undefined) =>
  identity?.shared ? undefined : identity?.contactId

/** Two different e-mail addresses behind one phone are taken for two persons. */
export function contradicts(emails: readonly Identity[], contact: Contact | undefined): boolean {
  const known = contact?.fields.email
  if (known === undefined || emails.length === 0) return false
  const spellings = mailKeys(known).map(({ value }) => value)
  return emails.every(({ value }) => !spellings.includes(value))
}

const clashOf = (identities: readonly Identity[], match: Match) =>
  identities.find(
    (identity) => ownerOf(identity) !== undefined && identity.contactId !== match.contactId,
  )

function clashReview(clash: Identity, match: Match) {
  return {
    id: newId<ReviewItemId>(),
    kind: 'identity-clash' as const,
    reasons: [`${clash.kind}-belongs-to-another-contact`],
    contactId: match.contactId,
    details: { kind: clash.kind, value: clash.value, otherContactId: clash.contactId },
  }
}

/** What this lead says about the person, each value with its origin. */
export function valuesOf(
  { id, sourceKey, parts: { form, findings } }: Lead,
  at: Date,
): ContactValue[] {
  const said: Record<ContactField, string | undefined> = {
    email: findings?.email,
    phone: findings?.phone,
    firstName: form.firstName ?? form.fullName?.split(' ')[0],
    lastName: form.lastName ?? form.fullName?.split(' ').slice(1).join(' '),
    company: form.company,
    title: form.title,
    country: findings?.country,
  }
  return Object.entries(said).flatMap(([field, value]) =>
    value ? [{ field: field as ContactField, value, leadId: id, sourceKey, at }] : [],
  )
}

/** The contact with this lead's values on top: the latest value seen is the one shown. */
function contactAfter(
  before: Contact | undefined,
  id: ContactId,
  values: readonly ContactValue[],
): Contact {
  const latest = Object.fromEntries(values.map(({ field, value }) => [field, value]))
  return {
    id,
    fields: { ...before?.fields, ...latest },
    ownerRepId: before?.ownerRepId,
    ownerLeadId: before?.ownerLeadId,
    leadCount: (before?.leadCount ?? 0) + 1,
  }
}
