import {
  type Contact,
  type ContactValue,
  type Identity,
  type IdentityKey,
  identityText,
  pairText,
} from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { Identification } from '../../domain/identification.ts'
import { type ContactId, newId, type ReviewItemId, type VisitorId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { mailKeys } from '../../domain/matching/mail-keys.ts'
import type { DecideUnderLock } from '../../ports/stage.ts'
import { saidValues } from './said-values.ts'

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

/** Whose something is: a contact, and that which its key says where the two were joined. */
type Whose = { readonly contactId: ContactId; readonly keyContactId?: ContactId }
type Match = Whose & { readonly by: 'email' | 'phone' | 'new' }

/** The keys by which this lead's person may be known; none for somebody nobody can reach. */
export function keysOf({ parts: { findings } }: Lead): IdentityKey[] {
  const { email, phone } = findings ?? {}
  return [
    ...(email === undefined ? [] : mailKeys(email)),
    ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone }]),
  ]
}

function decide(lead: Lead, locked: Locked): Decision {
  const identities = keysOf(lead).flatMap((key) => locked.identities.get(identityText(key)) ?? [])
  const match = matchOf(identities, locked)
  const clash = clashOf(identities, match, locked)
  const values = saidValues(lead, locked.configuration, lead.receivedAt)
  const contact = contactAfter(locked.contacts.get(match.contactId), match.contactId, values)
  const review = clash && clashReview(clash, match)
  const { by, ...whose } = match

  return {
    event: {
      type: 'ContactIdentified',
      at: locked.now,
      ...whose,
      by: identities.length === 0 ? 'none' : by,
      isNew: by === 'new',
      ...(review ? { reviewItemId: review.id } : {}),
    },
    contact,
    values,
    ...identificationOf(lead, match),
    claims: identities
      .filter((identity) => identity.contactId === undefined && !identity.shared)
      .map((identity) => ({ ...identity, ...whose })),
    ...(review ? { review } : {}),
  }
}

/** A lead nobody can be reached by says nothing about whose browser it came from. */
export function identificationOf(
  lead: Lead,
  { contactId, keyContactId }: Whose,
): { readonly identification?: Identification } {
  const { visitorId } = lead.parts.form
  if (visitorId === undefined || keysOf(lead).length === 0) return {}
  const since = lead.receivedAt
  const whose = { contactId, ...(keyContactId && { keyContactId }) }
  return { identification: { visitorId: visitorId as VisitorId, ...whose, since } }
}

function matchOf(identities: readonly Identity[], locked: Locked): Match {
  const emails = identities.filter(({ kind }) => kind === 'email')
  const phone = identities.find(({ kind }) => kind === 'phone')

  const byEmail = emails.map(ownerOf).find((owner) => owner !== undefined)
  if (byEmail !== undefined) return { ...byEmail, by: 'email' }

  const byPhone = ownerOf(phone)
  if (byPhone !== undefined && !contradicts(emails, locked.contacts.get(byPhone.contactId))) {
    return { ...byPhone, by: 'phone' }
  }
  return { contactId: newId<ContactId>(locked.now), by: 'new' }
}

function ownerOf(identity: Identity | undefined): Whose | undefined {
  if (identity?.contactId === undefined || identity.shared) return undefined
  const { contactId, keyContactId } = identity
  return { contactId, ...(keyContactId && { keyContactId }) }
}

/** Two different e-mail addresses behind one phone are taken for two persons. */
export function contradicts(emails: readonly Identity[], contact: Contact | undefined): boolean {
  const known = contact?.fields.email
  if (known === undefined || emails.length === 0) return false
  const spellings = mailKeys(known).map(({ value }) => value)
  return emails.every(({ value }) => !spellings.includes(value))
}

/** A key of somebody else, unless it is known that they are two persons, or somebody is asked. */
function clashOf(identities: readonly Identity[], match: Match, { settledPairs }: Locked) {
  return identities.find((identity) => {
    const owner = ownerOf(identity)
    if (owner === undefined || owner.contactId === match.contactId) return false
    return !bothOf(owner).some((one) =>
      bothOf(match).some((other) => settledPairs.has(pairText(one, other))),
    )
  })
}

const bothOf = ({
  contactId,
  keyContactId = contactId,
}: Pick<Match, 'contactId' | 'keyContactId'>) => [contactId, keyContactId]

function clashReview(clash: Identity, match: Match) {
  return {
    id: newId<ReviewItemId>(),
    kind: 'identity-clash' as const,
    reasons: [`${clash.kind}-belongs-to-another-contact`],
    contactId: match.contactId,
    ...(clash.contactId && { otherContactId: clash.contactId }),
    details: { kind: clash.kind, value: clash.value, otherContactId: clash.contactId },
  }
}

/** The contact with this lead's values among the others. */
function contactAfter(
  before: Contact | undefined,
  id: ContactId,
  values: readonly ContactValue[],
): Contact {
  return {
    id,
    ...withValues(before, values),
    ownerRepId: before?.ownerRepId,
    ownerLeadId: before?.ownerLeadId,
    leadCount: (before?.leadCount ?? 0) + 1,
  }
}
