import type { OpenOffers } from '../../ports/open-offers.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

const AT_MOST = 20

/** Offers that wait for an answer, from the rows of assignments. */
export function postgresOpenOffers(db: Db): OpenOffers {
  return {
    of: (repId) =>
      translated(() =>
        db
          .selectFrom('assignments')
          .select(['leadId', 'id as assignmentId'])
          .where('repId', '=', repId)
          .where('status', '=', 'offered')
          .orderBy('offeredAt', 'desc')
          .orderBy('id', 'desc')
          .limit(AT_MOST)
          .execute(),
      ),
  }
}
