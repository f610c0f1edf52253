import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

/** How the leads of one cell fared, from capture to decision as the product recorded both. */
export type Journeys = {
  readonly leads: number
  readonly assigned: number
  readonly undecided: number
  /** Milliseconds from received to decided; infinite where too many are still undecided. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The leads received between two times, in milliseconds since 1970. */
export async function journeysBetween(db: pg.Client, from: number, to: number): Promise<Journeys> {
  const { rows } = await db.query<Journeys & { percentiles: number[] }>(
    `select count(*)::int as leads, count(rep_id)::int as assigned,
      count(*) filter (where decided_at is null)::int as undecided,
      percentile_disc(array[0.5, 0.95, 0.99]) within group (order by
        coalesce(extract(epoch from decided_at - received_at) * 1000, 'Infinity')::float8
      ) as percentiles
    from leads where received_at between $1 and $2`,
    [new Date(from), new Date(to)],
  )
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL answered nothing')
  const [p50, p95, p99] = (row.percentiles ?? [Number.NaN, Number.NaN, Number.NaN]) as [
    number,
    number,
    number,
  ]
  const { leads, assigned, undecided } = row
  return { leads, assigned, undecided, p50, p95, p99 }
}

/** Leads that are not decided at this moment. Costs next to nothing, however many there have been. */
export async function travelling(db: pg.Client): Promise<number> {
  return countOf(db, `select count(*)::int from leads where state = 'travelling'`)
}

/** Follower tasks that are due. Goes through all that are open, so it is not for asking during a cell. */
async function tasksDue(db: pg.Client): Promise<number> {
  return countOf(
    db,
    `select count(*)::int from tasks where state = 'open' and coalesce(due_at, created_at) <= now()`,
  )
}

async function countOf(db: pg.Client, query: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(query)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL answered nothing')
  return row.count
}

/** Waits until every lead is decided; false when that takes longer. */
export async function decidedWithin(db: pg.Client, limitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs
  while ((await travelling(db)) > 0) {
    if (Date.now() > giveUpAt) return false
    await wait(100)
  }
  return true
}

/** Waits until the followers too have nothing left that is due; false when that takes longer. */
export async function quietWithin(db: pg.Client, limitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs
  for (;;) {
    if ((await travelling(db)) + (await tasksDue(db)) === 0) return true
    if (Date.now() > giveUpAt) return false
    await wait(200)
  }
}

/**
 * The follower tasks that ended between two times as a share of those that fell due: below 1 the
 * followers fall behind the leads.
 */
export async function followersShare(db: pg.Client, from: number, to: number): Promise<number> {
  const { rows } = await db.query<{ due: number; ended: number }>(
    `select count(*) filter (where coalesce(due_at, created_at) between $1 and $2)::int as due,
      count(*) filter (where ended_at between $1 and $2)::int as ended
    from tasks`,
    [new Date(from), new Date(to)],
  )
  const { due, ended } = rows[0] ?? { due: 0, ended: 0 }
  return due === 0 ? 1 : ended / due
}
