import { type RawBuilder, sql } from 'kysely'
import { OUTCOMES, type Outcome } from '../../domain/lead-event.ts'
import type {
  CampaignFigures,
  CampaignGrouping,
  CampaignQuery,
  CampaignStats,
} from '../../ports/campaign-stats.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Counts by the rows of leads and the columns beside their forms; no form is read. */
export function postgresCampaignStats(db: Db): CampaignStats {
  return {
    campaigns: (query) =>
      translated(async () => {
        const { rows } = await figures(query).execute(db)
        const total = rows.find(({ isTotal }) => isTotal)
        return {
          total: total === undefined ? NOTHING : figuresFrom(total),
          groups: rows
            .filter(({ isTotal }) => !isTotal)
            .map((row) => ({
              key: row.key ?? undefined,
              saidName: row.saidName ?? undefined,
              ...figuresFrom(row),
            })),
          groupCount: total === undefined ? 0 : total.rowCount - 1,
        }
      }),
  }
}

type Numbers = readonly number[] | null

type Row = {
  readonly key: string | null
  readonly isTotal: boolean
  readonly saidName: string | null
  readonly rowCount: number
  readonly leads: number
  readonly decided: number
  readonly assigned: number
  readonly contacted: number
  readonly decidedMs: Numbers
  readonly firstContactMs: Numbers
} & { readonly [O in Outcome]: number }

/** All groups and the total in one pass over the leads of the time, found by their index. */
function figures({ by, from, to, limit }: CampaignQuery) {
  const { key, name } = SAID[by]
  return sql<Row>`
    with chosen as (
      select ${key} as key, ${name} as name, l.received_at, l.decided_at, l.rep_id, l.outcome,
        l.first_contact_at, ${msUntil('decided_at')} as decided_ms,
        ${msUntil('first_contact_at')} as first_contact_ms
      from leads l left join lead_parts form on form.lead_id = l.id and form.part = 'form'
      where l.received_at >= ${from.toISOString()}::timestamptz
        and l.received_at < ${to.toISOString()}::timestamptz and not l.is_test
    )
    select key, grouping(key) = 1 as is_total, count(*) over ()::integer as row_count,
      (array_agg(name order by received_at desc) filter (where name is not null))[1] as said_name,
      count(*)::integer as leads, count(decided_at)::integer as decided,
      count(rep_id)::integer as assigned, count(first_contact_at)::integer as contacted,
      ${middle('decided_ms')} as decided_ms, ${middle('first_contact_ms')} as first_contact_ms,
      ${sql.join(OUTCOMES.map(countOf))}
    from chosen group by grouping sets ((key), ())
    order by is_total desc, leads desc, key limit ${limit + 1}`
}

type Said = { readonly key: RawBuilder<string>; readonly name: RawBuilder<string> }

/** An id is what stays the same; a campaign without one is known by its name or a link's parameter. */
const SAID: { readonly [G in CampaignGrouping]: Said } = {
  campaign: {
    key: sql`coalesce(form.ad_campaign ->> 'id', form.campaign)`,
    name: sql`form.ad_campaign ->> 'name'`,
  },
  'ad-group': { key: idOrName('ad_group'), name: sql`form.ad_group ->> 'name'` },
  ad: { key: idOrName('ad'), name: sql`form.ad ->> 'name'` },
  form: { key: sql`coalesce(form.form_id, form.form_name)`, name: sql`form.form_name` },
  source: { key: sql`l.source_key`, name: sql`null::text` },
}

function idOrName(column: 'ad_group' | 'ad'): RawBuilder<string> {
  const said = sql.ref(`form.${column}`)
  return sql`coalesce(${said} ->> 'id', ${said} ->> 'name')`
}

const msUntil = (column: 'decided_at' | 'first_contact_at') =>
  sql`extract(epoch from l.${sql.ref(column)} - l.received_at)::float8 * 1000`

const middle = (column: string) =>
  sql`percentile_cont(array[0.5, 0.95]) within group (order by ${sql.ref(column)})`

const countOf = (outcome: Outcome) =>
  sql`count(*) filter (where outcome = ${outcome})::integer as ${sql.ref(outcome)}`

const NOTHING: CampaignFigures = {
  ...{ leads: 0, decided: 0, assigned: 0, contacted: 0 },
  decidedMs: undefined,
  firstContactMs: undefined,
  outcomes: { qualified: 0, meeting: 0, won: 0, lost: 0, spam: 0 },
}

function figuresFrom(row: Row): CampaignFigures {
  const { leads, decided, assigned, contacted, qualified, meeting, won, lost, spam } = row
  return {
    ...{ leads, decided, assigned, contacted },
    decidedMs: middleFrom(row.decidedMs),
    firstContactMs: middleFrom(row.firstContactMs),
    outcomes: { qualified, meeting, won, lost, spam },
  }
}

/** Tenths of a millisecond are more than the clock knows. */
function middleFrom(numbers: Numbers) {
  const [p50, p95] = (numbers ?? []).map((value) => Math.round(value * 10) / 10)
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95 }
}
