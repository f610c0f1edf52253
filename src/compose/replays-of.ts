import { postgresReplays } from '../adapters/postgres/replays.ts'
import { readAgain } from '../http/read-again.ts'
import { FIRST_STAGE, nextStage } from '../pipeline.ts'
import type { Replays } from '../ports/replays.ts'
import { checkLead } from '../stages/02-validate/check-lead.ts'
import { completeContact } from '../stages/03-dedupe/complete-contact.ts'
import { dedupe } from '../stages/03-dedupe/dedupe.ts'
import { describe } from '../worker/take-step.ts'
import type { Platform } from './platform.ts'

/** Replays, which read deliveries as capturing does and know persons as the stage for it does. */
export function replaysOf({ db, enqueue, clock, log, configuration }: Platform): Replays {
  return postgresReplays({
    ...{ db, enqueue, clock, configuration, nextStage, firstStage: FIRST_STAGE },
    identify: dedupe,
    complete: completeContact,
    readAgain: readAgain({ configuration, checkLead }),
    onFault: (deliveryId, error) =>
      log.error({ deliveryId, error: describe(error) }, 'A delivery could not be replayed'),
  })
}
