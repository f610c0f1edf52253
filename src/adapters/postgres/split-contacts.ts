import { undoMove } from '../../domain/contact-move.ts'
import { Refused } from '../../domain/failure.ts'
import { type JoinId, newId } from '../../domain/ids.ts'
import type { Joined, Occasion, SplitRequest } from '../../ports/contact-joins.ts'
import type { Tx } from './connect.ts'
import { finishSplit, type SplitParts } from './finish-split.ts'
import type { HeldPerson } from './hold-persons.ts'
import { writeJoin } from './join-log.ts'
import { leadsOf, moveLeads, moveVisitors, redirect } from './move-leads.ts'
import { restoreEdits } from './restore-edits.ts'
import { separateLeads } from './separate-leads.ts'
import { giveOwners } from './split-owners.ts'

/** Takes out of a person, which is held, what a join has put there, or leads that are another's. */
export async function splitContacts(
  tx: Tx,
  person: HeldPerson,
  request: SplitRequest,
  parts: SplitParts,
): Promise<Joined> {
  if ('joinId' in request) return undoJoin(tx, person, request.joinId, request, parts)
  const all = await leadsOf(tx, person.top.id)
  const asked = new Set(request.leadIds)
  const homes = new Set(all.filter(({ id }) => asked.has(id)).map((lead) => lead.keyContactId))
  if (asked.size === 0 || [...asked].some((id) => all.every((lead) => lead.id !== id))) {
    throw new Refused('lead-not-of-contact', `Not all are leads of contact ${person.top.id}`)
  }
  const [home, ...more] = [...homes]
  if (home === undefined || more.length > 0) {
    throw new Refused('split-of-several-joins', 'These leads came to the contact by several joins')
  }
  const joinId = person.members.find(({ id }) => id === home)?.joinId
  return joinId === undefined
    ? separateLeads(tx, person, { ...request, all }, parts)
    : undoJoin(tx, person, joinId, request, parts)
}

async function undoJoin(
  tx: Tx,
  { top, members }: HeldPerson,
  joinId: JoinId,
  { by, why, reviewItemId }: Occasion,
  { at, ...parts }: SplitParts,
): Promise<Joined> {
  const leads = await leadsOf(tx, top.id)
  const move = undoMove({ top: top.id, members, leads }, joinId)
  const out = members.find(({ id }) => id === move?.to)
  if (move === undefined || out === undefined) {
    throw new Refused('join-unknown', `No join ${joinId} is in force in contact ${top.id}`)
  }
  const id = newId<JoinId>(at)
  await moveLeads(tx, { ...move, joinId: id, why: 'split', at }, parts)
  await moveVisitors(tx, move)
  await redirect(tx, move.redirects)
  await giveOwners(tx, { top, out, all: leads, goes: move.leads })
  const pair = { contactId: out.under ?? top.id, otherContactId: out.id }
  const log = { id, kind: 'split', ...pair, undoes: joinId, at, by, why, reviewItemId } as const
  const leadIds = move.leads.map((lead) => lead.id)
  await writeJoin(tx, { ...log, leadIds, owner: top, otherOwner: out })
  await restoreEdits(tx, [top.id, out.id])
  await finishSplit(tx, [top.id, out.id], members, { at, ...parts })
  return { joinId: id, contactId: top.id, otherContactId: out.id }
}
