import type { Stage } from './ports/stage.ts'
import { fetchLead } from './stages/01-capture/fetch-lead.ts'
import { match } from './stages/02-match/match.ts'
import { validate } from './stages/02-validate/validate.ts'
import { dedupe } from './stages/03-dedupe/dedupe.ts'
import { account } from './stages/04-account/account.ts'
import { enrich } from './stages/04-enrich/enrich.ts'
import { score } from './stages/05-score/score.ts'
import { route } from './stages/06-route/route.ts'
import { assign } from './stages/07-assign/assign.ts'

/** One step of the main line, with its share of the deadline. */
export type Step = {
  readonly stage: Stage
  /**
   * Latest finish, in milliseconds after the journey began. A stage that can be skipped and is not
   * done by then is skipped, named in the timeline, and finished afterwards.
   */
  readonly latestFinishMs: number
  readonly canBeSkipped: boolean
}

/**
 * The whole main line, in order. Capture stands before it: it makes the lead. No stage knows its
 * neighbours; this list does. What an assigned lead sets off stands in `followers/`.
 */
export const pipeline: readonly Step[] = [
  // Only leads that came as a reference start here; they get their ten seconds when they are read.
  { stage: fetchLead, latestFinishMs: 10_000, canBeSkipped: false },
  { stage: validate, latestFinishMs: 1_000, canBeSkipped: false },
  { stage: match, latestFinishMs: 1_700, canBeSkipped: true },
  { stage: dedupe, latestFinishMs: 2_000, canBeSkipped: false },
  { stage: enrich, latestFinishMs: 4_000, canBeSkipped: true },
  { stage: account, latestFinishMs: 4_500, canBeSkipped: true },
  { stage: score, latestFinishMs: 5_000, canBeSkipped: true },
  { stage: route, latestFinishMs: 8_000, canBeSkipped: false },
  { stage: assign, latestFinishMs: 10_000, canBeSkipped: false },
]

/** Where a captured lead starts, unless it has to be fetched first. */
export const FIRST_STAGE = 'validate'

/** The step of that name. Fails on a name that is not in the list. */
export function stepNamed(name: string): Step {
  const step = pipeline.find(({ stage }) => stage.name === name)
  if (step === undefined) throw new Error(`No stage is named ${name}`)
  return step
}

/** The stage after the named one; none after the last, or when there is no current one. */
export function nextStage(name: string | undefined): string | undefined {
  const position = pipeline.findIndex(({ stage }) => stage.name === name)
  return position < 0 ? undefined : pipeline[position + 1]?.stage.name
}
