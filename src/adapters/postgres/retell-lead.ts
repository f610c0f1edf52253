import { sql } from 'kysely'
import {
  CONTACT_FIELDS,
  type Contact,
  type ContactField,
  type ContactValue,
  type Identity,
  type IdentityKey,
  identityText,
} from '../../domain/contact.ts'
import { withValues } from '../../domain/contact-fields.ts'
import type { Decision, Locked } from '../../domain/decision.ts'
import type { ContactId, LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { LockedDecision } from '../../ports/lead-store.ts'
import { overtaken } from './append.ts'
import type { Tx } from './connect.ts'
import { VALUE_COLUMNS } from './contact-reader.ts'
import { insertAll } from './fixed-text.ts'
import { takeLocks } from './locks.ts'
import { writeIdentifications } from './visitor-identifications.ts'

/** What telling a contact anew needs. */
export type RetellParts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  /** The stage that finds out whose a lead is. */
  readonly identify: LockedDecision
  /** What a lead tells the contact it has, of these fields. */
  readonly complete: (fields: readonly ContactField[]) => LockedDecision
}

/** A lead by the mapping before and by the present one; it has a contact. */
export type Retold = {
  readonly lead: Lead
  readonly contactId: ContactId
  readonly retold: Lead
  /** Whether its contact is found out again, or stays. */
  readonly isAnew: boolean
}

/** What a contact that stays was told, with what a person has to look at. */
export type Told = Pick<Decision, 'review'>

/**
 * Takes back what a lead was thought to say of its contact, and has a contact that stays told what the
 * lead says now. The rows of contact and lead are the caller's to write; both are locked. Rejects
 * with `Overtaken` when the lead has changed.
 */
export async function retellLead(tx: Tx, one: Retold, parts: RetellParts): Promise<Told> {
  const { lead, contactId, retold, isAnew } = one
  const before = parts.identify.locks(lead).identities ?? []
  const after = parts.identify.locks(retold).identities ?? []
  const keys = { contactId, identities: [...before, ...after] }
  const { locked, current } = await takeLocks(tx, [{ lead, keys, waits: true }], parts)
  const contact = locked.contacts.get(contactId)
  if (!current.has(lead) || contact === undefined) throw overtaken(lead)

  const left = await takeBackValues(tx, contact, lead.id)
  const stay = new Set(after.map(identityText))
  const dropped = before.filter((key) => !stay.has(identityText(key)))
  // Another lead may say a key in another spelling, so a contact of several keeps all it has.
  if (isOnly(contact)) await setKeys(tx, keysOwned(dropped, contact, locked), null)
  if (isAnew) {
    if (isOnly(contact)) await setKeys(tx, keysFree(after, locked), ownerFor(lead, contactId))
    return {}
  }
  return tellInPlace(tx, one, { ...locked, contacts: new Map([[contactId, left]]) }, parts)
}

/** The contact as its other leads say, and as people wrote; this lead's values are gone. */
async function takeBackValues(tx: Tx, contact: Contact, leadId: LeadId): Promise<Contact> {
  await tx
    .deleteFrom('contactValues')
    .where('contactId', '=', contact.id)
    .where('leadId', '=', leadId)
    .where('edited', '=', false)
    .execute()
  const values = await tx
    .selectFrom('contactValues')
    .select(VALUE_COLUMNS)
    .where('contactId', '=', contact.id)
    .where('withdrawnAt', 'is', null)
    .execute()
  return { ...contact, ...withValues(undefined, values as readonly ContactValue[]) }
}

/** Only one lead of the contact says anything of it. */
const isOnly = ({ leadCount }: Contact) => leadCount <= 1

const identitiesOf = (keys: readonly IdentityKey[], { identities }: Locked): Identity[] =>
  keys.flatMap((key) => identities.get(identityText(key)) ?? [])

const keysOwned = (keys: readonly IdentityKey[], { id }: Contact, locked: Locked) =>
  identitiesOf(keys, locked).filter(({ contactId }) => contactId === id)

const keysFree = (keys: readonly IdentityKey[], locked: Locked) =>
  identitiesOf(keys, locked).filter(({ contactId, shared }) => contactId === undefined && !shared)

/** Keys stay with the contact they came from, also where it was joined into another. */
const ownerFor = ({ keyContactId }: Lead, contactId: ContactId) => keyContactId ?? contactId

async function setKeys(
  tx: Tx,
  keys: readonly IdentityKey[],
  contactId: ContactId | null,
): Promise<void> {
  if (keys.length === 0) return
  const list = JSON.stringify(keys.map(({ kind, value }) => ({ kind, value })))
  await sql`
    update identities i set contact_id = ${contactId}::uuid
    from jsonb_to_recordset(${list}::jsonb) as k (kind text, value text)
    where i.kind = k.kind and i.value = k.value`.execute(tx)
}

/** By the rules by which a contact is completed: what may be somebody else's is left to a person. */
async function tellInPlace(
  tx: Tx,
  { contactId, retold }: Retold,
  locked: Locked,
  { complete }: RetellParts,
): Promise<Told> {
  const told = complete(CONTACT_FIELDS).decide(retold, locked)
  const { values = [], claims = [], identification, review } = told
  if (values.length > 0) {
    const rows = values.map((value) => ({ contactId, ...value }))
    await insertAll('contactValues', rows).execute(tx)
  }
  await setKeys(tx, claims, ownerFor(retold, contactId))
  await writeIdentifications(tx, identification === undefined ? [] : [identification])
  return review === undefined ? {} : { review }
}
