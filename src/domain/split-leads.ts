import { type IdentityKey, identityText } from './contact.ts'
import type { LeadId } from './ids.ts'

/** A lead of one contact: the keys it named, and by which kind of key it was attached. */
export type KeyedLead = {
  readonly id: LeadId
  readonly keys: readonly IdentityKey[]
  /** `email` and `phone` name the key; whatever else attached it did so without one. */
  readonly by: string
}

export type LeadSplit = {
  readonly leadIds: ReadonlySet<LeadId>
  /** Keys that go with the leads, since no lead that stays named them first. */
  readonly keys: readonly IdentityKey[]
  /** Keys that attached a lead that goes to one that stays: from now on they belong to nobody. */
  readonly shared: readonly IdentityKey[]
}

/**
 * Which leads go when these do, of all leads of a contact in the order in which they were attached. A
 * key belongs to whoever named it first, and leads follow their key: what was attached by a key that
 * goes, goes too.
 */
export function splitLeads(leads: readonly KeyedLead[], asked: readonly LeadId[]): LeadSplit {
  const firstWith = firstToName(leads)
  const leadIds = new Set(asked)
  for (let before = 0; before < leadIds.size; ) {
    before = leadIds.size
    for (const lead of leads) {
      if (attachedTo(lead, firstWith).some(({ id }) => leadIds.has(id))) leadIds.add(lead.id)
    }
  }
  const firsts = [...firstWith.values()]
  return {
    leadIds,
    keys: firsts.filter(({ lead }) => leadIds.has(lead.id)).map(({ key }) => key),
    shared: firsts
      .filter(({ lead, key }) => isCut(lead, key, leads, leadIds))
      .map(({ key }) => key),
  }
}

type First = { readonly lead: KeyedLead; readonly key: IdentityKey }
type Firsts = ReadonlyMap<string, First>

/** Of each key the lead that named it first, which is none that it attached. */
function firstToName(leads: readonly KeyedLead[]): Firsts {
  const all = leads.flatMap((lead) => lead.keys.map((key): First => ({ lead, key })))
  const attached = all.filter(({ lead, key }) => lead.by === key.kind)
  const named = all.filter(({ lead, key }) => lead.by !== key.kind)
  // Those it attached only where the one before them is erased; reversed, so that the first stands.
  const inTurn = [...named, ...attached].reverse()
  return new Map(inTurn.map((first) => [identityText(first.key), first]))
}

/** The leads that named first what attached this one. */
const attachedTo = ({ id, by, keys }: KeyedLead, firstWith: Firsts) =>
  keys
    .filter(({ kind }) => kind === by)
    .flatMap((key) => firstWith.get(identityText(key))?.lead ?? [])
    .filter((lead) => lead.id !== id)

function isCut(
  first: KeyedLead,
  key: IdentityKey,
  leads: readonly KeyedLead[],
  going: ReadonlySet<LeadId>,
): boolean {
  if (going.has(first.id)) return false
  const text = identityText(key)
  return leads.some(
    ({ id, by, keys }) =>
      going.has(id) && by === key.kind && keys.some((one) => identityText(one) === text),
  )
}
