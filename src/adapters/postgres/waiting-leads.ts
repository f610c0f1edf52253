import { REENTRY_STAGE } from '../../domain/lead.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import type { WaitingLeads } from '../../ports/waiting-leads.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** The leads in state `waiting`, oldest first, so that nobody overtakes on the way out. */
export function postgresWaitingLeads(db: Db, leads: LeadStore, clock: Clock): WaitingLeads {
  return {
    async resume(why) {
      const waiting = await translated(() =>
        db
          .selectFrom('leads')
          .select('id')
          .where('state', '=', 'waiting')
          .orderBy('receivedAt')
          .orderBy('id')
          .execute(),
      )
      const resumed = await Promise.all(
        waiting.map(({ id }) =>
          leads.record(id, (lead) =>
            lead.state === 'waiting'
              ? { event: { type: 'LeadResumed', at: clock(), why, resumeAt: REENTRY_STAGE } }
              : undefined,
          ),
        ),
      )
      return resumed.length
    },
  }
}
