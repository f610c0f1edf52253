import { sql } from 'kysely'
import type { Reading } from '../../ports/metrics.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** What should be zero: work given up, and leads that are late. */
export function postgresWorkGauges(db: Db, queues: readonly string[]) {
  return {
    deadLetters: (): Promise<Reading<'stl_dead_letters_open'>[]> =>
      translated(async () => {
        const { rows } = await sql<{ queue: string; open: number }>`
          select queue, count(*)::integer as open from dead_letters
          where redriven_at is null group by queue`.execute(db)
        const open = new Map(rows.map((row) => [row.queue, row.open]))
        return queues.map((queue) => ({ labels: { queue }, value: open.get(queue) ?? 0 }))
      }),

    overdueLeads: (): Promise<Reading<'stl_leads_overdue'>[]> =>
      translated(async () => {
        const { rows } = await sql<{ overdue: number }>`
          select count(*)::integer as overdue from leads
          where state = 'travelling' and deadline_at < now()`.execute(db)
        return [{ labels: {}, value: rows[0]?.overdue ?? 0 }]
      }),
  }
}
