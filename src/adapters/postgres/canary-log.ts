import { sql } from 'kysely'
import type { CanaryProblem } from '../../domain/canaries/canary-verdict.ts'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { CanaryLog, CanaryStanding } from '../../ports/canary-log.ts'
import { clearCanaries } from './clear-canaries.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { withoutNulls } from './without-nulls.ts'

type Claimed = {
  readonly routeId: string
  readonly dueAt: Date
  readonly leadId: LeadId | null
  readonly sentAt: Date | null
  readonly state: CanaryStanding['state']
  readonly told: string | null
}

/** Canaries as rows, one for each route. */
export function postgresCanaryLog(db: Db): CanaryLog {
  return {
    claim: (routeIds, { holder, at, forMs }) =>
      translated(async () => {
        const ids = [...routeIds]
        await sql`delete from canaries where route_id <> all(${ids}::text[])`.execute(db)
        await sql`
          insert into canaries (route_id, due_at) select id, ${at} from unnest(${ids}::text[]) as id
          on conflict do nothing`.execute(db)
        const { rows } = await sql<Claimed>`
          update canaries set holder = ${holder}, held_until = ${new Date(at.getTime() + forMs)}
          where route_id = (
            select route_id from canaries
            where due_at <= ${at} and (held_until is null or held_until <= ${at})
            order by due_at limit 1 for update skip locked)
          returning route_id, due_at, lead_id, sent_at, state, told`.execute(db)
        const [row] = rows
        return row && { ...withoutNulls(row), holder }
      }),

    sent: ({ routeId, holder }, { leadId, sentAt, dueAt }) =>
      translated(async () => {
        await sql`
          update canaries set lead_id = ${leadId}, sent_at = ${sentAt}, due_at = ${dueAt},
            holder = null, held_until = null
          where route_id = ${routeId} and holder = ${holder}`.execute(db)
      }),

    report: ({ routeId, holder }, { state, at, tookMs = null, problems, told = null }, dueAt) =>
      translated(async () => {
        await sql`
          update canaries set lead_id = null, sent_at = null, holder = null, held_until = null,
            due_at = ${dueAt}, checked_at = ${at}, took_ms = coalesce(${tookMs}::integer, took_ms),
            since = case when state = ${state} then since else ${at}::timestamptz end,
            state = ${state}, problems = ${JSON.stringify(problems)}::jsonb, told = ${told},
            ok_at = case when ${state} = 'ok' then ${at}::timestamptz else ok_at end
          where route_id = ${routeId} and holder = ${holder}`.execute(db)
      }),

    standing: () => translated(() => standing(db)),
    isAny: () =>
      translated(async () => {
        const { rows } = await sql`
          select from leads where source_key = ${CANARY_SOURCE}
          union all select from canaries limit 1`.execute(db)
        return rows.length > 0
      }),
    clear: (before) => translated(() => clearCanaries(db, before)),
  }
}

async function standing(db: Db): Promise<readonly CanaryStanding[]> {
  const { rows } = await sql<{
    routeId: string
    state: CanaryStanding['state']
    since: Date | null
    checkedAt: Date | null
    okAt: Date | null
    tookMs: number | null
    problems: readonly CanaryProblem[]
  }>`
    select route_id, state, since, checked_at, ok_at, took_ms, problems from canaries
    order by route_id`.execute(db)
  return rows.map(withoutNulls)
}
