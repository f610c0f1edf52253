import { postgresPast } from '../adapters/postgres/past.ts'
import type { TimeTravel } from '../ports/time-travel.ts'
import { lookAt } from '../simulation/look-at.ts'
import type { Platform } from './platform.ts'

/** Looks back by what was recorded and the functions that decide. */
export function timeTravelOf({ db }: Pick<Platform, 'db'>): TimeTravel {
  const past = postgresPast(db)
  return { look: async (leadId, at) => lookAt(leadId, at, await past.standing(leadId, at)) }
}
