import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Tier } from '../../src/domain/lead-event.ts'

/** How long after they were given a lead reps were told of it, in milliseconds. */
export type AlertTimes = {
  readonly leads: number
  /** Not accepted by Slack when the time to wait for them was over; they count as infinitely late. */
  readonly missing: number
  readonly p50: number
  readonly p99: number
}

type Asked = {
  /** Offers made between these times, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly tier?: Tier
}

const LOOK_EVERY_MS = 200

/** Waits until Slack has every alert of these offers, at most so long, and says how long each took. */
export async function alertTimes(
  db: pg.Client,
  asked: Asked,
  limitMs: number,
): Promise<AlertTimes> {
  const giveUpAt = Date.now() + limitMs
  for (;;) {
    const times = await timesNow(db, asked)
    if (times.missing === 0 || Date.now() > giveUpAt) return times
    await wait(LOOK_EVERY_MS)
  }
}

async function timesNow(db: pg.Client, { from, to, tier }: Asked): Promise<AlertTimes> {
  const { rows } = await db.query<AlertTimes & { percentiles: [number, number] | null }>(
    `select count(*)::int as leads,
      count(*) filter (where n.accepted_at is null)::int as missing,
      percentile_disc(array[0.5, 0.99]) within group (order by
        coalesce(extract(epoch from n.accepted_at - a.offered_at) * 1000, 'Infinity')::float8
      ) as percentiles
    from assignments a join leads l on l.id = a.lead_id
      left join notifications n
        on n.assignment_id = a.id and n.rep_id = a.rep_id and n.step = '' and n.channel = 'slack'
    where a.offered_at between $1 and $2 and ($3::text is null or l.tier = $3)`,
    [new Date(from), new Date(to), tier ?? null],
  )
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL answered nothing')
  const { leads, missing, percentiles } = row
  const [p50, p99] = percentiles ?? [Number.NaN, Number.NaN]
  return { leads, missing, p50, p99 }
}
