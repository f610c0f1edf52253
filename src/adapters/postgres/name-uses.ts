import { sql } from 'kysely'
import type { InUse } from '../../domain/left-behind.ts'
import type { NameUses } from '../../ports/name-uses.ts'
import { IS_ACTIVE } from './assignment-status.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Counts by the tables of leads, owners and deliveries. */
export function postgresNameUses(db: Db): NameUses {
  return {
    count: ({ reps, sources }, since) =>
      translated(async () => {
        const [leads, owned, deliveries] = await Promise.all([
          reps.length === 0 ? new Map<string, number>() : leadsOf(db, reps),
          reps.length === 0 ? new Map<string, number>() : ownedBy(db, reps),
          sources.length === 0 ? new Map<string, number>() : deliveriesOf(db, sources, since),
        ])
        return { leads, owned, deliveries } satisfies InUse
      }),
  }
}

type Count = { readonly name: string; readonly count: number }

const byName = (rows: readonly Count[]) => new Map(rows.map(({ name, count }) => [name, count]))

async function leadsOf(db: Db, reps: readonly string[]) {
  const { rows } = await sql<Count>`
    select a.rep_id as name, count(*)::integer as count from assignments a
    where a.rep_id = any(${[...reps]}::text[]) and ${IS_ACTIVE}
    group by a.rep_id`.execute(db)
  return byName(rows)
}

async function ownedBy(db: Db, reps: readonly string[]) {
  const { rows } = await sql<Count>`
    select owner_rep_id as name, count(*)::integer as count from (
      select owner_rep_id from contacts where owner_rep_id = any(${[...reps]}::text[])
      union all select owner_rep_id from accounts where owner_rep_id = any(${[...reps]}::text[])
    ) owned group by owner_rep_id`.execute(db)
  return byName(rows)
}

async function deliveriesOf(db: Db, sources: readonly string[], since: Date) {
  const { rows } = await sql<Count>`
    select source_key as name, count(*)::integer as count from deliveries
    where source_key = any(${[...sources]}::text[]) and received_at >= ${since}
    group by source_key`.execute(db)
  return byName(rows)
}
