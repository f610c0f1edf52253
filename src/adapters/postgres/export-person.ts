import { sql } from 'kysely'
import type { PersonFile } from '../../ports/person-register.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { readDeliveries } from './person-deliveries.ts'
import { type Person, personalPlaces } from './personal-places.ts'

type Row = Readonly<Record<string, unknown>>

/** What happened, which holds nothing personal but belongs to the whole picture. */
const HISTORY = ['lead_events', 'assignments'] as const

/** Everything held about a person, each row as its table has it. */
export async function exportPerson(db: Db, person: Person): Promise<PersonFile> {
  const { contactIds, leadIds } = person
  const ofLeads = sql`t.lead_id = ${anyOf(leadIds)}`
  const places: Record<string, readonly Row[]> = {
    leads: await rowsOf(db, 'leads', sql`t.id = ${anyOf(leadIds)}`),
    deliveries: await readDeliveries(db, person),
  }
  for (const { table, isTheirs } of personalPlaces) {
    places[table] = await rowsOf(db, table, isTheirs(person))
  }
  for (const table of HISTORY) places[table] = await rowsOf(db, table, ofLeads)
  return { contactIds, leadIds, places }
}

async function rowsOf(db: Db, table: string, condition: ReturnType<typeof sql>): Promise<Row[]> {
  const { rows } = await sql<{ row: Row }>`
    select to_jsonb(t) as row from ${sql.table(table)} t where ${condition}`.execute(db)
  return rows.map(({ row }) => row)
}
