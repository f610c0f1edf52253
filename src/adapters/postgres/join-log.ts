import { type RawBuilder, sql } from 'kysely'
import type { ContactJoin, Ownership } from '../../domain/contact-join.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { Tx } from './connect.ts'
import { anyOf, insertAll } from './fixed-text.ts'

/** An entry, with the owners of both contacts before. */
export type LogEntry = ContactJoin & {
  readonly owner: Ownership
  readonly otherOwner: Ownership
}

/** Adds an entry to the log of joins and splits, and what it says about the pair. */
export async function writeJoin(tx: Tx, { owner, otherOwner, ...entry }: LogEntry): Promise<void> {
  const { reviewItemId, undoes, at } = entry
  const row = {
    ...entry,
    reviewItemId: reviewItemId ?? null,
    undoes: undoes ?? null,
    ownerRepId: owner.ownerRepId ?? null,
    ownerLeadId: owner.ownerLeadId ?? null,
    otherOwnerRepId: otherOwner.ownerRepId ?? null,
    otherOwnerLeadId: otherOwner.ownerLeadId ?? null,
  }
  await insertAll('contactJoins', [row]).execute(tx)
  // What the matching did by itself is what it thinks anyway, and no lesson for it.
  if (entry.why === 'match') return
  const pair = [entry.contactId, entry.otherContactId] as const
  await writeFeedback(tx, { pair, same: entry.kind === 'join', by: entry.by, at })
}

/** What somebody said about two contacts: one person, or two. */
export type Feedback = {
  readonly pair: readonly [ContactId, ContactId]
  readonly same: boolean
  readonly by: string
  readonly at: Date
}

/** Keeps it, for the matching to learn from; the latest word about a pair counts. */
export async function writeFeedback(tx: Tx, { pair, same, by, at }: Feedback): Promise<void> {
  const [contactA, contactB] = pair[0] < pair[1] ? pair : [pair[1], pair[0]]
  await insertAll('matchFeedback', [{ contactA, contactB, same, by, at }]).execute(tx)
}

/**
 * Keys that a split has shown to be of two persons belong to nobody while the two are apart, and to
 * whoever had them first as soon as they are one.
 */
export async function settleSharedKeys(tx: Tx, contactIds: readonly ContactId[]): Promise<void> {
  const ids = anyOf(contactIds)
  const top = (id: RawBuilder<unknown>) =>
    sql`(select coalesce(c.joined_into, c.id) from contacts c where c.id = ${id})`
  await sql`
    update identities i set shared = s.apart
    from (
      select id, ${top(sql`j.contact_id`)} is distinct from ${top(sql`j.other_contact_id`)} as apart
      from contact_joins j
      where j.kind = 'split' and j.undoes is null
        and (j.contact_id = ${ids} or j.other_contact_id = ${ids})
    ) s
    where i.split_id = s.id and i.contact_id = ${ids} and i.shared <> s.apart`.execute(tx)
}
