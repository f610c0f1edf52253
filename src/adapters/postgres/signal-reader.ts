import { sql } from 'kysely'
import { OLDEST_MS, type Signal } from '../../domain/signal.ts'
import type { SignalQuery, SignalReader } from '../../ports/signal-reader.ts'
import type { Db } from './connect.ts'
import { grouped } from './grouped.ts'
import type { SignalDetails } from './work-tables.ts'

/** Enough to know the first visits and the latest; a visitor may have sent tens of thousands. */
const OLDEST = 100
const LATEST = 500
/** Of the times in which a browser was theirs: more than anybody has who is not a machine. */
const FIRST_TURNS = 5
const LATEST_TURNS = 20

/** Reads signals as rows, those of many leads by one statement. */
export function postgresSignalReader(db: Db): SignalReader {
  return { of: grouped((queries: readonly SignalQuery[]) => readAll(db, queries)) }
}

type Row = Pick<Signal, 'id' | 'type' | 'at' | 'sessionId'> & {
  readonly place: number
  readonly value: number | null
  readonly details: SignalDetails
}

async function readAll(db: Db, queries: readonly SignalQuery[]): Promise<Signal[][]> {
  const asked = queries.map(({ contactId, sessionId, until }, place) => ({
    ...{ place, until },
    contact_id: contactId,
    session_id: sessionId,
  }))
  const { rows } = await statement(JSON.stringify(asked)).execute(db)
  const found = Map.groupBy(rows, ({ place }) => place)
  return queries.map((_, place) => (found.get(place) ?? []).map(signalFrom))
}

function signalFrom({ id, type, at, sessionId, value, details }: Row): Signal {
  return { id, type, at, sessionId, ...details, ...(value === null ? {} : { value }) }
}

/** When it was received is what the index has; a signal happened at most so long before. */
const HELD = sql.lit(`${OLDEST_MS} milliseconds`)

/**
 * A visitor is a contact's from their identification until the next one of somebody else, and from
 * the beginning for the first one. Of these times the first and latest count, and of each the signals
 * at the ends of its stretch of the index: so it takes about as long however much a visitor has sent,
 * in these times or in those of others, and however many browsers a contact has.
 */
const statement = (asked: string) => sql<Row>`
  with asked as materialized (
    select * from jsonb_to_recordset(${asked}::jsonb)
      as a (place integer, contact_id uuid, session_id uuid, until timestamptz)
  ), theirs as materialized (
    select distinct a.place, a.until, a.contact_id, i.visitor_id
    from asked a join visitor_identifications i on i.contact_id = a.contact_id
  ), turns as materialized (
    select t.place, g.visitor_id, g.since, least(g.ends, t.until) as ends,
      row_number() over (partition by t.place order by g.began, g.sequence) as nth,
      row_number() over (partition by t.place order by g.began desc, g.sequence desc) as nth_latest
    from theirs t cross join lateral (
      select i.contact_id, i.visitor_id, i.since as began, i.sequence,
        case when lag(i.sequence) over w is null then '-infinity' else i.since end as since,
        coalesce(lead(i.since) over w, 'infinity') as ends
      from visitor_identifications i where i.visitor_id = t.visitor_id
      window w as (order by i.since, i.sequence)
    ) g where g.contact_id = t.contact_id and g.since < t.until
  )
  select t.place, s.id, s.type, s.at, s.session_id, s.value, s.details
  from turns t cross join lateral (
    (select * from signals s where s.visitor_id = t.visitor_id and s.at > t.since and s.at <= t.ends
      and s.received_at > t.since and s.received_at <= t.ends + ${HELD}::interval
      order by s.received_at limit ${sql.lit(OLDEST)})
    union
    (select * from signals s where s.visitor_id = t.visitor_id and s.at > t.since and s.at <= t.ends
      and s.received_at > t.since and s.received_at <= t.ends + ${HELD}::interval
      order by s.received_at desc limit ${sql.lit(LATEST)})
  ) s
  where t.nth <= ${sql.lit(FIRST_TURNS)} or t.nth_latest <= ${sql.lit(LATEST_TURNS)}
  union all
  select a.place, s.id, s.type, s.at, s.session_id, s.value, s.details
  from asked a cross join lateral (
    (select * from signals s where s.visitor_id is null and s.session_id = a.session_id
      and s.at <= a.until order by s.received_at limit ${sql.lit(OLDEST)})
    union
    (select * from signals s where s.visitor_id is null and s.session_id = a.session_id
      and s.at <= a.until order by s.received_at desc limit ${sql.lit(LATEST)})
  ) s`
