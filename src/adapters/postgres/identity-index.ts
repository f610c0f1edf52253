import { sql } from 'kysely'
import type { ContactId } from '../../domain/ids.ts'
import { hashedKeys } from '../../domain/matching/hashed-keys.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import { MOST_PER_KEY } from '../../domain/matching/rank-candidates.ts'
import { type Candidates, type IdentityIndex, MOST_CANDIDATES } from '../../ports/identity-index.ts'
import type { Db } from './connect.ts'
import { grouped } from './grouped.ts'

const NOBODY: Candidates = { found: [], cappedKeys: [] }

/** Candidates from `contact_keys`, which is written by whoever changes a contact; look-ups at once share a statement. */
export function postgresIdentityIndex(db: Db): IdentityIndex {
  return { candidates: grouped((persons: readonly PersonFacts[]) => findAll(db, persons)) }
}

type Row = {
  readonly asker: number
  readonly contactId: ContactId
  readonly facts: PersonFacts
  readonly capped: string[] | null
}

/**
 * Of each key the newest contacts, and of those the ones that share the rarest keys, as
 * `rankCandidates` ranks them. The limit for each key bounds the work, however many share it.
 */
async function findAll(db: Db, persons: readonly PersonFacts[]): Promise<Candidates[]> {
  const asked = persons.flatMap((facts, asker) =>
    hashedKeys(facts).map((key) => ({ asker, ...key })),
  )
  if (asked.length === 0) return persons.map(() => NOBODY)
  const { rows } = await sql<Row>`
    with hits as materialized (
      select a.asker, a.kind, h.contact_id, h.place, h.size
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as a (asker integer, kind text, key bigint)
      cross join lateral (
        select contact_id, row_number() over (order by contact_id desc) as place,
          count(*) over () as size
        from (select k.contact_id from contact_keys k where k.key = a.key
          order by k.contact_id desc limit ${MOST_PER_KEY + 1}) newest
      ) h
    ), capped as materialized (
      select asker, array_agg(distinct kind order by kind) as kinds from hits
      where size > ${MOST_PER_KEY} group by asker
    ), ranked as (
      select asker, contact_id, row_number() over (
        partition by asker order by sum(1::float8 / size) desc, contact_id desc) as rank
      from hits where place <= ${MOST_PER_KEY} group by asker, contact_id
    )
    select r.asker, r.contact_id, i.facts, c.kinds as capped
    from ranked r join contact_index i on i.contact_id = r.contact_id
    left join capped c on c.asker = r.asker
    where r.rank <= ${MOST_CANDIDATES} and i.facts <> '{}'
    order by r.asker, r.rank`.execute(db)
  const answers = Map.groupBy(rows, ({ asker }) => asker)
  return persons.map((_, asker) => answerFrom(answers.get(asker) ?? []))
}

function answerFrom(rows: readonly Row[]): Candidates {
  return {
    found: rows.map(({ contactId, facts }) => ({ contactId, facts })),
    cappedKeys: rows[0]?.capped ?? [],
  }
}
