import { type Identity, pairText } from '../../domain/contact.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Lead } from '../../domain/lead.ts'
import { possibleDuplicate } from '../../domain/matching/possible-duplicate.ts'
import type { NewReviewItem } from '../../domain/review-item.ts'
import { type Chosen, isDesk } from './choose-contact.ts'
import { clashReview } from './clash-review.ts'
import { ownerOf, type Whose } from './identity-keys.ts'

/**
 * What a person must decide about the contact a lead got: whether a new one is somebody we know, or
 * else whose a key is that belongs to another contact. One question for each lead: who answers the
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
  return clash && clashReview(chosen.contactId, clash, [`${clash.kind}-belongs-to-another-contact`])
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
