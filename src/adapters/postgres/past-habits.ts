import { sql } from 'kysely'
import type { RepId } from '../../domain/ids.ts'
import type { Habit, Habits } from '../../domain/simulation/habits.ts'
import type { Db } from './connect.ts'

type Row = { repId: RepId | null; offers: number; inTime: number; medianMs: number | null }

/** How reps have answered the offers of that time; those that nobody had to answer do not count. */
export async function readHabits(db: Db, from: Date, to: Date): Promise<Habits> {
  const { rows } = await sql<Row>`
    select rep_id, count(*)::integer as offers,
      count(*) filter (where acknowledged_at <= acknowledge_by)::integer as in_time,
      (percentile_cont(0.5) within group (
        order by extract(epoch from acknowledged_at - offered_at) * 1000))::float8 as median_ms
    from assignments
    where offered_at >= ${from} and offered_at < ${to} and acknowledge_by is not null
    group by grouping sets ((rep_id), ())`.execute(db)
  const everybody = rows.find(({ repId }) => repId === null)
  const own = rows.flatMap(({ repId, ...row }) =>
    repId === null ? [] : [[repId, habitFrom(row)] as const],
  )
  return { of: new Map(own), everybody: habitFrom(everybody) }
}

function habitFrom(row: Omit<Row, 'repId'> | undefined): Habit {
  const { offers = 0, inTime = 0, medianMs = null } = row ?? {}
  return { offers, inTime: offers === 0 ? 0 : inTime / offers, medianMs: medianMs ?? undefined }
}
