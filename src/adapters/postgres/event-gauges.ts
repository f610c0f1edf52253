import { sql } from 'kysely'
import type { SubscriptionState } from '../../domain/subscription.ts'
import type { Reading } from '../../ports/metrics.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

const STATES: readonly SubscriptionState[] = ['active', 'paused', 'disabled']

/** How the telling of events does, for the whole installation. */
export function postgresEventGauges(db: Db) {
  return {
    subscriptions: (): Promise<Reading<'stl_subscriptions'>[]> =>
      translated(async () => {
        const { rows } = await sql<{ state: SubscriptionState; count: number }>`
          select state, count(*)::integer as count from subscriptions group by state`.execute(db)
        const counts = new Map(rows.map(({ state, count }) => [state, count]))
        return STATES.map((state) => ({ labels: { state }, value: counts.get(state) ?? 0 }))
      }),

    /** Looks at one row of each, because a receiver that is down may have a million waiting. */
    lag: (): Promise<Reading<'stl_event_lag_seconds'>[]> =>
      translated(async () => {
        const { rows } = await sql<{ id: string; seconds: number }>`
          select s.id, coalesce(greatest(0, extract(epoch from now() - d.next_attempt_at)), 0)::float8
            as seconds
          from subscriptions s left join lateral (
            select next_attempt_at from event_deliveries
            where subscription_id = s.id and state = 'pending'
            order by next_attempt_at, sequence limit 1) d on true`.execute(db)
        return rows.map(({ id, seconds }) => ({ labels: { subscription: id }, value: seconds }))
      }),
  }
}
