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
 * `rankCandidates` ranks them: only theirs are read whole, because that costs ten times what naming
 * them does. The limit for each key bounds the work, however many share it.
 */
async function findAll(db: Db, persons: readonly PersonFacts[]): Promise<Candidates[]> {
  const asked = persons.flatMap((facts, asker) => {
    const keys = hashedKeys(facts)
    if (keys.length === 0) return []
    return [{ asker, kinds: keys.map(({ kind }) => kind), keys: keys.map(({ key }) => key) }]
  })
  if (asked.length === 0) return persons.map(() => NOBODY)
  const { rows } = await sql<Row>`
    select a.asker, r.contact_id, i.facts, r.capped
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as a (asker integer, kinds text[], keys bigint[])
    cross join lateral (
      with buckets as materialized (
        select u.kind, array(
          select k.contact_id from contact_keys k where k.key = u.key
          order by k.contact_id desc limit ${MOST_PER_KEY + 1}) as ids
        from unnest(a.kinds, a.keys) as u (kind, key)
      )
      select h.contact_id, sum(1::float8 / cardinality(b.ids)) as weight, (
        select array_agg(distinct kind order by kind) from buckets
        where cardinality(ids) > ${MOST_PER_KEY}) as capped
      from buckets b cross join lateral unnest(b.ids[1:${MOST_PER_KEY}]) as h (contact_id)
      group by h.contact_id
      order by weight desc, h.contact_id desc limit ${MOST_CANDIDATES}
    ) r
    join contact_index i on i.contact_id = r.contact_id
    where i.facts <> '{}'
    order by a.asker, r.weight desc, r.contact_id desc`.execute(db)
  const answers = Map.groupBy(rows, ({ asker }) => asker)
  return persons.map((_, asker) => answerFrom(answers.get(asker) ?? []))
}

function answerFrom(rows: readonly Row[]): Candidates {
  return {
    found: rows.map(({ contactId, facts }) => ({ contactId, facts })),
    cappedKeys: rows[0]?.capped ?? [],
  }
}
