import { isCanary } from '../../domain/canaries/is-canary.ts'
import type { Contact, ContactValue } from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { Identification } from '../../domain/identification.ts'
import { type ContactId, newId, type VisitorId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { DecideUnderLock } from '../../ports/stage.ts'
import { chooseContact, identitiesOf, likelyContactOf } from './choose-contact.ts'
import { keysOf, type Whose } from './identity-keys.ts'
import { reviewOf } from './review-of.ts'
import { saidValues } from './said-values.ts'

/**
 * Stage 3: finds the person behind the lead, and claims their exact keys for them.
 *
 * E-mail decides. A phone attaches only where neither an address nor a name contradicts it: families
 * and front desks share phones, and gluing two persons together is worse than knowing one twice. Where
 * no exact key attaches, what the stage before said of their likeness does: the same person, or a new
 * one who perhaps is; of the latter the lead says who has the one they resemble, and a person is asked by a
 * review item. The unique keys are held under lock, so two deliveries of one person in two processes
 * at once give one contact.
 */
export const dedupe: DecideUnderLock = {
  kind: 'decide-under-lock',
  name: 'dedupe',
  locks(lead) {
    if (isCanary(lead)) return {}
    const likelyContactId = likelyContactOf(lead)
    const identities = keysOf(lead)
    return likelyContactId === undefined ? { identities } : { identities, likelyContactId }
  },
  decide,
}

function decide(lead: Lead, locked: Locked): Decision {
  if (isCanary(lead)) return nobody(locked)
  const identities = identitiesOf(lead, locked)
  const chosen = chooseContact(lead, identities, locked)
  const { by, resembles, ...whose } = chosen
  const values = saidValues(lead, locked.configuration, lead.receivedAt)
  const before = locked.contacts.get(whose.contactId)
  const review = reviewOf(lead, identities, chosen, locked)

  return {
    event: {
      type: 'ContactIdentified',
      at: locked.now,
      ...whose,
      by: identities.length === 0 && by === 'new' ? 'none' : by,
      isNew: by === 'new',
      ...(resembles?.ownerRepId && { possibleOwnerId: resembles.ownerRepId }),
      ...(review ? { reviewItemId: review.id } : {}),
    },
    contact: contactAfter(before, whose.contactId, values),
    values,
    ...identificationOf(lead, whose),
    claims: identities
      .filter((identity) => identity.contactId === undefined && !identity.shared)
      .map((identity) => ({ ...identity, ...whose })),
    ...(review ? { review } : {}),
  }
}

/** A canary is nobody: it has a contact that knows nothing and that no lead can be taken for. */
function nobody({ now: at }: Locked): Decision {
  const contactId = newId<ContactId>(at)
  return {
    event: { type: 'ContactIdentified', at, contactId, by: 'none', isNew: true },
    contact: contactAfter(undefined, contactId, []),
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

/** The contact with this lead's values among the others. */
function contactAfter(
  before: Omit<Contact, 'id'> | undefined,
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
