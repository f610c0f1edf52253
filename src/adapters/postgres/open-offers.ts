import { sql } from 'kysely'
import type { RepId } from '../../domain/ids.ts'
import type { OpenOffer, OpenOffers } from '../../ports/open-offers.ts'
import { IS_UNANSWERED } from './assignment-status.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

const AT_MOST = 20

/** Offers from the rows of assignments, and of what people were told of them. */
export function postgresOpenOffers(db: Db): OpenOffers {
  return {
    of: (repId) =>
      translated(async () => {
        const { rows } = await sql<OpenOffer>`
          select a.lead_id, a.id as assignment_id from assignments a
          join leads l on l.id = a.lead_id and l.first_contact_at is null
          where ${IS_UNANSWERED} and (a.rep_id = ${repId} or a.id in (${toldOf(repId)}))
          order by a.offered_at desc, a.id desc limit ${AT_MOST}`.execute(db)
        return rows
      }),

    lost: (repId, since) =>
      translated(async () => {
        const { rows } = await sql<OpenOffer>`
          select a.lead_id, a.id as assignment_id from assignments a
          join leads l on l.id = a.lead_id
          where a.offered_at >= ${since} and l.rep_id <> ${repId}
            and (a.rep_id = ${repId} and a.status in ('expired', 'closed')
              or a.rep_id <> ${repId} and a.status in ('acknowledged', 'expired', 'closed')
                and a.id in (${toldOf(repId)}))
          order by a.offered_at desc, a.id desc limit 1`.execute(db)
        return rows[0]
      }),
  }
}

/** The offers of others that a rep was told of, because nobody had answered them. */
const toldOf = (repId: RepId) => sql`
  select n.assignment_id from notifications n
  where n.rep_id = ${repId} and n.occasion in ('standby', 'escalation')`
