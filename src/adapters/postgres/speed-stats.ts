import { type RawBuilder, sql } from 'kysely'
import { JOURNEY_MS } from '../../domain/lead.ts'
import {
  type Conversion,
  type Percentiles,
  RESPONSE_BUCKETS,
  type SpeedFigures,
  type SpeedGroup,
  type SpeedGrouping,
  type SpeedQuery,
  type SpeedStats,
} from '../../ports/speed-stats.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** A campaign is whatever a URL said, so there may be any number of them. */
const MOST_GROUPS = 500
/** The upper bounds of all buckets but the last, in seconds. */
const BUCKET_ENDS_SECONDS = [60, 300, 900, 3_600, 14_400]

/** Speed by the rows of leads; percentiles are exact and come from the database. */
export function postgresSpeedStats(db: Db): SpeedStats {
  return {
    speed: (query) =>
      translated(async () => {
        const [rows, conversion] = await Promise.all([
          figures(query).execute(db),
          conversions(query).execute(db),
        ])
        const total = rows.rows.find(({ isTotal }) => isTotal)
        return {
          total: total === undefined ? NOTHING : figuresFrom(total),
          groups: rows.rows.filter(({ isTotal }) => !isTotal).map(groupFrom),
          conversion: RESPONSE_BUCKETS.map((bucket, index) => ({
            bucket,
            ...conversionFrom(conversion.rows.find((row) => row.bucket === index)),
          })),
        }
      }),
  }
}

const NOTHING: SpeedFigures = {
  leads: 0,
  decidedMs: undefined,
  acknowledgedMs: undefined,
  firstContactMs: undefined,
  decidedInTime: undefined,
}

type Numbers = readonly number[] | null

type FiguresRow = {
  key: string | null
  isTotal: boolean
  leads: number
  decidedMs: Numbers
  acknowledgedMs: Numbers
  firstContactMs: Numbers
  decidedInTime: number | null
}

/** All groups and the total in one pass over the leads of the time, found by their index. */
function figures(query: SpeedQuery) {
  const now = query.now.toISOString()
  return sql<FiguresRow>`
    with chosen as (
      select ${keyOf(query)} as key, ${msUntil('decided_at')} as decided_ms,
        ${msUntil('acknowledged_at')} as acknowledged_ms,
        ${msUntil('first_contact_at')} as first_contact_ms,
        l.decided_at is not null
          or l.received_at < ${now}::timestamptz - ${JOURNEY_MS} * interval '1 millisecond' as is_due
      ${leadsOf(query, query.by === 'campaign' ? JOIN_FORM : sql``)}
    ), figures as (
      select key, grouping(key) = 1 as is_total, count(*)::integer as leads,
        ${percentiles('decided_ms')} as decided_ms,
        ${percentiles('acknowledged_ms')} as acknowledged_ms,
        ${percentiles('first_contact_ms')} as first_contact_ms,
        count(*) filter (where decided_ms <= ${JOURNEY_MS})::float8
          / nullif(count(*) filter (where is_due), 0) as decided_in_time
      from chosen group by grouping sets ((key), ())
    )
    select * from figures order by is_total desc, leads desc, key limit ${MOST_GROUPS + 1}`
}

const keys: { readonly [G in SpeedGrouping]: (query: SpeedQuery) => RawBuilder<string> } = {
  source: () => sql`l.source_key`,
  tier: () => sql`l.tier`,
  rep: () => sql`l.rep_id`,
  team: ({ teamOfRep }) =>
    sql`${JSON.stringify(Object.fromEntries(teamOfRep))}::jsonb ->> l.rep_id`,
  hour: ({ timeZone }) => sql`to_char(l.received_at at time zone ${timeZone}, 'HH24')`,
  campaign: () => sql`form.campaign`,
}

const keyOf = (query: SpeedQuery) => keys[query.by](query)

const msUntil = (column: 'decided_at' | 'acknowledged_at' | 'first_contact_at') =>
  sql`extract(epoch from ${sql.ref(column)} - l.received_at)::float8 * 1000`

const percentiles = (column: string) =>
  sql`percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ${sql.ref(column)})`

const JOIN_FORM = sql`left join lead_parts form on form.lead_id = l.id and form.part = 'form'`

const leadsOf = ({ from, to }: SpeedQuery, join = sql``) => sql`
  from leads l ${join} where l.received_at >= ${from.toISOString()}::timestamptz
    and l.received_at < ${to.toISOString()}::timestamptz and not l.is_test`

type ConversionRow = Omit<Conversion, 'bucket' | 'converted'> & { readonly bucket: number }

function conversions(query: SpeedQuery) {
  const is = (outcome: string) => sql`count(*) filter (where outcome = ${outcome})::integer`
  return sql<ConversionRow>`
    with contacted as (
      select l.outcome, width_bucket(extract(epoch from l.first_contact_at - l.received_at)::float8,
        ${BUCKET_ENDS_SECONDS}::float8[]) as bucket
      ${leadsOf(query)} and l.first_contact_at is not null
    )
    select bucket, count(*)::integer as leads, count(outcome)::integer as with_outcome,
      ${is('qualified')} as qualified, ${is('meeting')} as meeting, ${is('won')} as won
    from contacted group by bucket`
}

function groupFrom(row: FiguresRow): SpeedGroup {
  return { key: row.key ?? undefined, ...figuresFrom(row) }
}

function figuresFrom(row: FiguresRow): SpeedFigures {
  return {
    leads: row.leads,
    decidedMs: percentilesFrom(row.decidedMs),
    acknowledgedMs: percentilesFrom(row.acknowledgedMs),
    firstContactMs: percentilesFrom(row.firstContactMs),
    decidedInTime: row.decidedInTime ?? undefined,
  }
}

/** Tenths of a millisecond are more than the clock knows. */
function percentilesFrom(numbers: Numbers): Percentiles | undefined {
  const [p50, p95, p99] = (numbers ?? []).map((value) => Math.round(value * 10) / 10)
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 }
}

function conversionFrom(row: ConversionRow | undefined): Omit<Conversion, 'bucket'> {
  const { leads, withOutcome, qualified, meeting, won } = row ?? NO_CONVERSION
  const share = (qualified + meeting + won) / withOutcome
  const converted = withOutcome === 0 ? undefined : share
  return { leads, withOutcome, qualified, meeting, won, converted }
}

const NO_CONVERSION = { leads: 0, withOutcome: 0, qualified: 0, meeting: 0, won: 0 }
