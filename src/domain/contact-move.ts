import type { ContactId, JoinId, LeadId } from './ids.ts'

/** One of the contacts that make up a person. */
export type Member = {
  readonly id: ContactId
  /** The join that made it a redirect, and the contact that join put it under; none at the top. */
  readonly joinId: JoinId | undefined
  readonly under: ContactId | undefined
}

/** A lead, and the contact its key says. */
export type LeadAtKey = { readonly id: LeadId; readonly keyContactId: ContactId }

/** The contact that shows what is known of a person, all redirects to it, and their leads. */
export type PersonParts = {
  readonly top: ContactId
  readonly members: readonly Member[]
  readonly leads: readonly LeadAtKey[]
}

/** Leads that go from one contact at the top to another. */
export type LeadMove = {
  readonly from: ContactId
  readonly to: ContactId
  readonly leads: readonly LeadAtKey[]
}

/** What changes hands: leads, and where contacts lead. */
export type ContactMove = LeadMove & { readonly redirects: readonly Redirect[] }

/** A contact and the one at the top of its person; none for that one itself. */
export type Redirect = {
  readonly id: ContactId
  readonly joinedInto: ContactId | undefined
  readonly joinId: JoinId | undefined
}

/** What joining one person into another moves: everything of the one that goes. */
export function joinMove(stays: ContactId, goes: PersonParts, joinId: JoinId): ContactMove {
  return {
    from: goes.top,
    to: stays,
    leads: goes.leads,
    redirects: goes.members.map((member) => ({
      id: member.id,
      joinedInto: stays,
      joinId: member.id === goes.top ? joinId : member.joinId,
    })),
  }
}

/**
 * What undoing a join moves: the contact it made a redirect, all that were joined into that one, and
 * every lead whose key says one of them, also one that came since. Undefined when the join is not in
 * force. Joins make a tree, so whatever was done to the rest of it makes no difference.
 */
export function undoMove(
  { top, members, leads }: PersonParts,
  joinId: JoinId,
): ContactMove | undefined {
  const out = members.find((one) => one.joinId === joinId)
  if (out === undefined) return undefined
  const going = hangingOn(out.id, members)
  return {
    from: top,
    to: out.id,
    leads: leads.filter(({ keyContactId }) => going.has(keyContactId)),
    redirects: members
      .filter(({ id }) => going.has(id))
      .map((member) =>
        member.id === out.id
          ? { id: out.id, joinedInto: undefined, joinId: undefined }
          : { id: member.id, joinedInto: out.id, joinId: member.joinId },
      ),
  }
}

function hangingOn(id: ContactId, members: readonly Member[]): ReadonlySet<ContactId> {
  const found = new Set([id])
  // A set that is walked through while it grows comes to what is added, too.
  for (const one of found) {
    for (const member of members) if (member.under === one) found.add(member.id)
  }
  return found
}
