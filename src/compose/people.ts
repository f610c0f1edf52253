import { postgresPersonRegister } from '../adapters/postgres/person-register.ts'
import { withoutLeads } from '../http/without-leads.ts'
import { nextStage } from '../pipeline.ts'
import type { PersonRegister } from '../ports/person-register.ts'
import type { Platform } from './platform.ts'

/** All that is held about persons. Batches are taken apart as capturing takes them apart. */
export function peopleOf({ db, enqueue, clock, configuration }: Platform): PersonRegister {
  return postgresPersonRegister({
    ...{ db, enqueue, clock, nextStage },
    withoutLeads: withoutLeads(configuration),
  })
}
