import type { Ownership } from './contact-join.ts'
import type { LeadId, RepId } from './ids.ts'

/** Somebody who sells to a person, and since when. */
export type Owner = Ownership & { readonly since: Date }

/**
 * Who has a person that two contacts turned out to be: whom they were told, else whoever has had
 * theirs for longer, else the one who has one at all.
 */
export function joinedOwner(stays: Owner, goes: Owner, told: RepId | undefined): Ownership {
  if (goes.ownerRepId === undefined) return stays
  if (stays.ownerRepId === undefined) return goes
  if (told !== undefined) return told === goes.ownerRepId ? goes : stays
  return goes.since < stays.since ? goes : stays
}

/**
 * Who has one side of what was split: the first of those known that came to it by a lead of this
 * side, in the order given, the one of now first. One who came by no lead at all was put there by
 * hand, and is believed.
 */
export function ownerOfSide(
  known: readonly Ownership[],
  isOfSide: (leadId: LeadId) => boolean,
): Ownership | undefined {
  return known.find(
    ({ ownerRepId, ownerLeadId }) =>
      ownerRepId !== undefined && (ownerLeadId === undefined || isOfSide(ownerLeadId)),
  )
}
