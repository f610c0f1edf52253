import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

/** What became of timers after they fell due. Times are milliseconds after that. */
export type FiredTimers = {
  readonly count: number
  /** Until the step was committed. */
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly most: number }
  /** Until Slack had accepted the reminder. */
  readonly toldMs: { readonly p99: number }
  /** Timers that have not fired, or whose reminder Slack has not accepted. */
  readonly lost: number
  /** Steps that were taken more than once. */
  readonly doubled: number
}

/** Which timers are meant: those of these tasks. */
export type MovedTimers = { readonly taskIds: readonly string[] }

type Spread = { readonly count: number; readonly from: number; readonly spreadMs: number }

/**
 * Moves armed timers, in the order in which their leads were given, evenly over a time that begins at
 * `from`, in milliseconds since 1970. Fails when fewer are armed.
 */
export async function spreadTimers(
  db: pg.Client,
  { count, from, spreadMs }: Spread,
): Promise<MovedTimers> {
  const { rows } = await db.query<{ id: string }>(
    `with armed as (
      select t.id, row_number() over (order by a.offered_at, t.id) - 1 as place
      from tasks t join assignments a on a.id::text = split_part(t.subject, '#', 1)
      where t.follower = 'escalate' and t.state = 'open' order by place limit $1
    ), moved as (
      update tasks t set due_at = $2::timestamptz + place * $3 * interval '1 millisecond'
      from armed where t.id = armed.id returning t.id, t.due_at
    )
    update pgboss.job j set start_after = moved.due_at from moved
    where j.data ->> 'taskId' = moved.id::text and j.state = 'created' returning moved.id`,
    [count, new Date(from), spreadMs / count],
  )
  if (rows.length < count) throw new Error(`${rows.length} timers are armed, not ${count}`)
  return { taskIds: rows.map(({ id }) => id) }
}

/** Waits until all of them have fired and Slack has every reminder, at most so long. */
export async function firedTimers(
  db: pg.Client,
  moved: MovedTimers,
  limitMs: number,
): Promise<FiredTimers> {
  const giveUpAt = Date.now() + limitMs
  for (;;) {
    const fired = await firedSoFar(db, moved)
    if (fired.lost === 0 || Date.now() > giveUpAt) return fired
    await wait(500)
  }
}

type Row = {
  readonly count: number
  readonly late: [number, number, number]
  readonly told: [number]
  readonly lost: number
  readonly doubled: number
}

async function firedSoFar(db: pg.Client, { taskIds }: MovedTimers): Promise<FiredTimers> {
  const { rows } = await db.query<Row>(
    `with timer as (
      select t.*, split_part(t.subject, '#', 1) as offer,
        coalesce(nullif(split_part(t.subject, '#', 2), '')::int, 0) + 1 as step
      from tasks t where t.id = any($1::uuid[])
    ), fired as (
      select timer.due_at, count(e.at) as times, min(e.at) as at, min(n.accepted_at) as told
      from timer
        left join lead_events e on e.lead_id = timer.lead_id and e.type = 'EscalationStepTaken'
          and e.data ->> 'assignmentId' = timer.offer and (e.data ->> 'step')::int = timer.step
        left join notifications n on n.assignment_id = timer.offer::uuid and n.channel = 'slack'
          and n.step = timer.step::text
      group by timer.id, timer.due_at
    )
    select count(*)::int, ${LATE('at', '0.5, 0.99, 1')} as late, ${LATE('told', '0.99')} as told,
      count(*) filter (where told is null)::int as lost,
      count(*) filter (where times > 1)::int as doubled
    from fired`,
    [taskIds],
  )
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL answered nothing')
  const { count, late, told, lost, doubled } = row
  const [p50, p99, most] = late
  return { count, lateMs: { p50, p99, most }, toldMs: { p99: told[0] }, lost, doubled }
}

/** SQL: these shares of what happened until then, infinitely late where it did not. */
const LATE = (column: string, shares: string) =>
  `percentile_disc(array[${shares}]) within group (order by
    coalesce(extract(epoch from ${column} - due_at) * 1000, 'Infinity')::float8)`
