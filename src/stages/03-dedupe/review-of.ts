import { type Identity, pairText } from '../../domain/contact.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Lead } from '../../domain/lead.ts'
import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import { personRecord } from '../../domain/matching/person-record.ts'
import { possibleDuplicate } from '../../domain/matching/possible-duplicate.ts'
import { isSomebodyElse } from '../../domain/matching/somebody-else.ts'
import type { NewReviewItem } from '../../domain/review-item.ts'
import { type Chosen, isDesk } from './choose-contact.ts'
import { clashReview } from './clash-review.ts'
import { ownerOf, type Whose } from './identity-keys.ts'

/**
 * What a person must decide about the contact a lead got: whether a new one is somebody we know, or
 * else whose a key is that belongs to another contact, or that somebody else has used. One question for each lead: who answers the
 * first sees the key as well.
 */
export function reviewOf(
  lead: Lead,
  identities: readonly Identity[],
  chosen: Chosen,
  locked: Locked,
): NewReviewItem | undefined {
  const { match } = lead.parts
  if (chosen.resembles !== undefined && match !== undefined) {
    return possibleDuplicate(chosen.contactId, chosen.resembles.id, match)
  }
  const clash = identities.find((identity) => isClash(identity, chosen, locked))
  if (clash !== undefined) {
    return clashReview(chosen.contactId, clash, [`${clash.kind}-belongs-to-another-contact`])
  }
  const used = usedByAnother(lead, identities, chosen, locked)
  return used && clashReview(chosen.contactId, used, ['name-and-company-differ-from-contact'])
}

/**
 * The mailbox that attached a lead which names somebody else at some other company: it was handed on,
 * or mistyped. The lead stays where its key says; whether to take it out is for a person to say.
 */
function usedByAnother(
  lead: Lead,
  identities: readonly Identity[],
  { by, contactId }: Chosen,
  { contacts }: Locked,
): Identity | undefined {
  const contact = contacts.get(contactId)
  if (by !== 'email' || contact === undefined) return undefined
  const { firstName, lastName, company } = contact.fields
  const known = { givenName: firstName, familyName: lastName, company }
  const keyless = { emails: [], phones: [], companyDomains: [] }
  const isOther = isSomebodyElse(
    personRecord(factsOfLead(lead.parts)),
    personRecord({ ...known, ...keyless }),
  )
  const mailbox = identities.find(({ kind }) => kind === 'email')
  return isOther && mailbox ? { ...mailbox, contactId: undefined } : undefined
}

/** A key of somebody else, unless it is known that they are two persons, or somebody is asked. */
function isClash(identity: Identity, chosen: Chosen, { settledPairs }: Locked): boolean {
  const owner = ownerOf(identity)
  if (owner === undefined || owner.contactId === chosen.contactId || isDesk(identity)) return false
  return !bothOf(owner).some((one) =>
    bothOf(chosen).some((other) => settledPairs.has(pairText(one, other))),
  )
}

const bothOf = ({ contactId, keyContactId = contactId }: Whose) => [contactId, keyContactId]
