import { sql } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import type { ContactId, ErasureId, LeadId } from '../../domain/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PersonQuery, PersonRegister } from '../../ports/person-register.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import {
  countPlaces,
  type EraseParts,
  erasePerson,
  eraseRows,
  vendorRecords,
} from './erase-person.ts'
import { exportPerson } from './export-person.ts'
import { findKeys, findPerson, personOfLead } from './find-person.ts'
import { anyOf, isKeyOf } from './fixed-text.ts'
import { holdingPersons } from './hold-persons.ts'
import type { Person } from './personal-places.ts'

type Parts = EraseParts & { readonly db: Db; readonly clock: Clock }

/** Persons as they are spread over all tables. An erasure is one transaction. */
export function postgresPersonRegister(parts: Parts): PersonRegister {
  const { db } = parts
  const inOne = <T>(work: (tx: Tx) => Promise<T>) =>
    translated(() => db.transaction().execute(work))
  return {
    reach: (query) =>
      translated(async () => {
        const person = await findPerson(db, await findKeys(db, query))
        const { contactIds, leadIds } = person
        const places = await countPlaces(db, person)
        return { contactIds, leadIds, places, remains: await vendorRecords(db, person) }
      }),
    export: (query) =>
      translated(async () => exportPerson(db, await findPerson(db, await findKeys(db, query)))),
    erase: (query, by) => holdingPersons(db, (tx) => erase(tx, query, by, parts)),
    withdraw: (leadId) => holdingPersons(db, (tx) => withdraw(tx, leadId, parts)),
    finish: (id) => inOne((tx) => finish(tx, id, parts)),
  }
}

/**
 * In the order of all locks: keys, contacts, leads. All are read again once they are held, and the
 * leads once more in the end: a delivery that came meanwhile, or one that was replayed, may have made
 * another. One that is not committed by then, when all deliveries of the person are held, is of an
 * inquiry after the erasure; a replay of one of those finds it erased.
 */
async function erase(tx: Tx, query: PersonQuery, requestedBy: string, parts: Parts) {
  const asked = await findKeys(tx, query)
  const { contactIds } = await findPerson(tx, asked)
  await hold(tx, { contactIds, addresses: asked.keys.map(({ value }) => value) })
  const held = await findKeys(tx, query)
  const person = await findPerson(tx, held)
  beginAnewIfMore(contactIds, person)
  const why = { why: 'request', requestedBy, at: parts.clock() } as const
  const erasure = await erasePerson(tx, person, why, parts)
  beginAnewIfLeads(person, await findPerson(tx, held))
  return erasure
}

function beginAnewIfLeads({ leadIds: erased }: Person, { leadIds }: Person): void {
  if (leadIds.every((id) => erased.includes(id))) return
  throw new Overtaken('The person has sent another lead meanwhile')
}

async function hold(
  tx: Tx,
  { contactIds, addresses }: Pick<Person, 'contactIds' | 'addresses'>,
): Promise<void> {
  await sql`
    select from identities where ${isKeyOf(addresses)}
      or contact_id = ${anyOf(contactIds)}
    order by kind, value for update`.execute(tx)
  await sql`
    select from contacts where id = ${anyOf(contactIds)} order by id for update`.execute(tx)
}

/** What was joined with the person's contacts before these were held is not held yet. */
function beginAnewIfMore(held: readonly ContactId[], { contactIds }: Person): void {
  if (contactIds.every((id) => held.includes(id))) return
  throw new Overtaken('The person has become more contacts meanwhile')
}

async function withdraw(tx: Tx, leadId: LeadId, parts: Parts): Promise<void> {
  const { contactIds, addresses } = await personOfLead(tx, leadId)
  await hold(tx, { contactIds, addresses })
  const person = await personOfLead(tx, leadId)
  beginAnewIfMore(contactIds, person)
  const why = { why: 'withdrawal', requestedBy: 'source', at: parts.clock() } as const
  await erasePerson(tx, person, why, parts)
}

async function finish(tx: Tx, id: ErasureId, parts: Parts): Promise<void> {
  const found = await tx
    .selectFrom('erasures')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined || found.finishedAt !== null) return
  const { leadIds, contactIds, subjects, requestedAt } = found
  const contacts = { contactIds, wholeContactIds: contactIds }
  const rest: Person = { ...contacts, leadIds, addresses: [], subjects: subjects ?? [] }
  await eraseRows(tx, rest, requestedAt, parts.withoutLeads)
  // Not before: a delivery that came at the same time may have looked for the key itself.
  await sql`
    update leads set dedupe_key = 'erased:' || id where id = ${anyOf(leadIds)}`.execute(tx)
  const finishedAt = parts.clock()
  await tx
    .updateTable('erasures')
    .set({ finishedAt, subjects: null })
    .where('id', '=', id)
    .execute()
}
