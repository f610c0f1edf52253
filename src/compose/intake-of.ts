import { postgresIntake } from '../adapters/postgres/intake.ts'
import { FIRST_STAGE, nextStage } from '../pipeline.ts'
import type { Intake } from '../ports/intake.ts'
import { measuredIntake } from '../telemetry/measured-ports.ts'
import type { Platform } from './platform.ts'

/** The intake of this process, measured. */
export function intakeOf({ db, enqueue, telemetry }: Platform): Intake {
  const { metrics } = telemetry
  const intake = postgresIntake({
    ...{ db, enqueue, firstStage: FIRST_STAGE, nextStage },
    onBatch: (kind, size) => metrics.observe('stl_batch_size', { kind }, size),
  })
  return measuredIntake(intake, telemetry)
}
