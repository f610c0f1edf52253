import { sql } from 'kysely'
import { type Identity, type IdentityKey, identityText } from '../../domain/contact.ts'
import type { Locked, LockKeys } from '../../domain/decision.ts'
import type { ContactId, PoolId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { emptyLedger, type PoolLedger } from '../../domain/ledger.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import { holdAttendance } from './attendance.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { asJoined, lockContacts } from './lock-contacts.ts'
import { holdPresenceAlone } from './presence-board.ts'
import { readSettledPairs } from './settled-pairs.ts'

/** What one lead of a batch wants held still, and the lead as it was loaded. */
export type Wanted = {
  readonly lead: Lead
  readonly keys: LockKeys
  /** Whether to wait for a contact that another batch holds, or to leave the lead to the next. */
  readonly waits: boolean
  /** Whether its rep is set away by it. */
  readonly setsAway?: boolean
}

/** What a batch got: the state under its locks, and the leads it may decide on. */
export type Got = {
  readonly locked: Locked
  /** Leads that still are as they were loaded. */
  readonly current: ReadonlySet<Lead>
  /** Leads whose contact another batch holds. */
  readonly busy: ReadonlySet<Lead>
}

/**
 * Takes every lock a batch asks for, in the one order of the whole product: identities, contacts,
 * pools, leads, presence, places of reps; each kind sorted. Two batches that want the same locks in different
 * orders would deadlock: measured, 15 of 360 did.
 */
export async function takeLocks(
  tx: Tx,
  wanted: readonly Wanted[],
  { clock, configuration }: { clock: Clock; configuration: ConfigurationStore },
): Promise<Got> {
  const keys = wanted.map((one) => one.keys)
  const identities = await lockIdentities(
    tx,
    keys.flatMap((key) => key.identities ?? []),
  )
  const surelyOf = ({ identities: claimed = [], contactId }: LockKeys) => [
    ...(contactId === undefined ? [] : [contactId]),
    ...claimed.flatMap((key) => identities.get(identityText(key))?.contactId ?? []),
  ]
  const contactsOf = (one: LockKeys) => [
    ...surelyOf(one),
    ...(one.likelyContactId ? [one.likelyContactId] : []),
  ]
  const held = await lockContacts(tx, wanted, contactsOf)
  // Whoever waited for a contact that is not there has found that it is gone.
  const busy = wanted.filter(({ keys: one, waits }) =>
    (waits ? surelyOf(one) : contactsOf(one)).some((id) => !held.topOf.has(id)),
  )
  const pools = await lockPools(
    tx,
    keys.flatMap((key) => key.poolIds ?? []),
  )
  const current = await lockLeads(
    tx,
    wanted.map(({ lead }) => lead),
  )
  // At once: whoever shares the lock first and wants it alone then deadlocks with another who does.
  if (wanted.some(({ setsAway }) => setsAway)) await holdPresenceAlone(tx)
  const now = clock()
  const active = await configuration.current()
  const locked = {
    now,
    seed: 0,
    configuration: active,
    identities: asJoined(identities, held),
    contacts: held.contacts,
    topOf: held.topOf,
    settledPairs: await readSettledPairs(tx, wanted, identities, held),
    pools,
    ...(await holdAttendance(tx, keys, active, now)),
  }
  return { locked, current, busy: new Set(busy.map(({ lead }) => lead)) }
}

/** Makes rows for keys that have none, in their order, so that there is something to lock. */
export async function makeKeys(tx: Tx, keys: readonly IdentityKey[]): Promise<void> {
  if (keys.length === 0) return
  await sql`
    insert into identities (kind, value)
    select k.kind, k.value
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (kind text, value text)
    order by k.kind, k.value on conflict do nothing`.execute(tx)
}

async function lockIdentities(tx: Tx, wanted: readonly IdentityKey[]) {
  const keys = [...new Map(wanted.map((key) => [identityText(key), key])).values()]
  if (keys.length === 0) return new Map<string, Identity>()

  await makeKeys(tx, keys)
  const { rows } = await sql<Identity & { contactId: ContactId | null }>`
    select i.kind, i.value, i.contact_id, i.shared from identities i
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (kind text, value text)
      on i.kind = k.kind and i.value = k.value
    order by i.kind, i.value for update of i`.execute(tx)
  return new Map(
    rows.map((row) => [identityText(row), { ...row, contactId: row.contactId ?? undefined }]),
  )
}

/** The ledgers of pools, locked in the one order; a pool without one gets an empty one. */
export async function lockPools(tx: Tx, wanted: readonly PoolId[]) {
  const ids = [...new Set(wanted)].sort()
  if (ids.length === 0) return new Map<PoolId, PoolLedger>()
  await tx
    .insertInto('pools')
    .values(ids.map((id) => ({ id, head: emptyLedger(id).head })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const rows = await tx
    .selectFrom('pools')
    .select(['id', 'sequence', 'credits', 'debts', 'head'])
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(
    rows.map(({ id, ...ledger }): [PoolId, PoolLedger] => [id, { poolId: id, ...ledger }]),
  )
}

/** The leads that still are as they were loaded; the others have been overtaken. */
async function lockLeads(tx: Tx, leads: readonly Lead[]): Promise<Set<Lead>> {
  const rows = await tx
    .selectFrom('leads')
    .select(['id', 'version'])
    .where('id', '=', anyOf(leads.map(({ id }) => id)))
    .orderBy('id')
    .forUpdate()
    .execute()
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  return new Set(leads.filter(({ id, version }) => versions.get(id) === version))
}
