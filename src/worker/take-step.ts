import type { Outcome } from '../domain/decision.ts'
import { isFailure, Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import { JOURNEY_MS, type Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import { type Step, stepNamed } from '../pipeline.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import type { Log } from '../ports/log.ts'
import type { Ports } from '../ports/ports.ts'
import type { LookAndSay, TimeShare } from '../ports/stage.ts'
import type { StageRun, Watch } from '../ports/stage-run.ts'
import { withinShare } from '../ports/within-share.ts'

/** What a step needs from the process it runs in. */
export type StepParts = {
  readonly leads: Pick<LeadStore, 'append' | 'decide'>
  readonly ports: Ports
  readonly log: Log
  readonly onStage?: Watch<StageRun> | undefined
}

/** Runs the named stage for a lead and gives what it says to the store. Rejects as that does. */
export async function takeStep(lead: Lead, name: string, parts: StepParts): Promise<Lead> {
  const startedMs = performance.now()
  const step = stepNamed(name)
  const tell = (end: StageRun['end'], said?: Said) =>
    parts.onStage?.({
      stage: name,
      before: lead,
      after: said?.after,
      end,
      startedMs,
      ms: performance.now() - startedMs,
      providers: said?.event?.type === 'LeadEnriched' ? said.event.providers : [],
    })
  try {
    const said = await run(lead, step, parts)
    tell(said.event?.type === 'StageSkipped' ? 'skipped' : 'done', said)
    return said.after
  } catch (error) {
    tell(error instanceof Overtaken ? 'overtaken' : 'failed')
    throw error
  }
}

/** The lead with what the stage said; a decision's event stays in the store. */
type Said = { readonly after: Lead; readonly event?: LeadEvent }

async function run(lead: Lead, step: Step, parts: StepParts): Promise<Said> {
  const { stage } = step
  if (stage.kind === 'decide-under-lock') return { after: await parts.leads.decide(lead, stage) }

  const outcome = step.canBeSkipped
    ? await runOrSkip(lead, stage, leftMs(lead, step, parts), parts)
    : await stage.run(lead, parts.ports, { signal: NEVER })
  return { after: await parts.leads.append(lead, outcome), event: outcome.event }
}

/** For stages that ask nobody outside and cannot be skipped: nothing would be gained by stopping. */
const NEVER = new AbortController().signal

/** Milliseconds until the stage's share of the deadline is used up. */
function leftMs({ deadlineAt }: Lead, { latestFinishMs }: Step, { ports }: StepParts): number {
  const journeyBegan = deadlineAt.getTime() - JOURNEY_MS
  return journeyBegan + latestFinishMs - ports.clock().getTime()
}

/**
 * No lead waits for a broken part: a stage that can be skipped is skipped when its share of the
 * deadline is used up or it fails, which the timeline names and the late-data follower makes good.
 */
async function runOrSkip(
  lead: Lead,
  stage: LookAndSay,
  ms: number,
  { ports, log }: StepParts,
): Promise<Outcome> {
  const skipped = (why: 'late' | 'failed', code?: string): Outcome => ({
    event: {
      type: 'StageSkipped',
      at: ports.clock(),
      stage: stage.name,
      why,
      ...(code === undefined ? {} : { code }),
    },
  })
  if (ms <= 0) return skipped('late')

  const outcome = await withinShare(ms, (share) => {
    const said = stage.run(lead, ports, share).catch((error: unknown) => {
      log.error({ leadId: lead.id, stage: stage.name, error: describe(error) }, 'A stage failed')
      return skipped('failed', codeOf(error))
    })
    // A stage gets a moment after the signal to say what it has by then.
    return Promise.race([said, over(share).then(() => grace(said))])
  })
  return outcome ?? skipped('late')
}

/** Resolves when the time is used up, if that happens. */
const over = ({ signal }: TimeShare) =>
  new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const GRACE_MS = 50

function grace(said: Promise<Outcome>): Promise<Outcome | undefined> {
  return Promise.race([
    said,
    new Promise<undefined>((resolve) => setTimeout(resolve, GRACE_MS, undefined)),
  ])
}

const codeOf = (error: unknown) =>
  error instanceof Unavailable || error instanceof Refused ? error.code : 'unexpected'

/**
 * What operators may read of an error: our own failures with their message, which carries no
 * personal data; of a fault only name, code and place, because its message may quote what a
 * person typed; and of what caused either, names and codes.
 */
export function describe(error: unknown): string {
  if (isFailure(error)) {
    return `${error.code}: ${error.message}${causesOf(error)}`
  }
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return [`${nameOf(error)}${causesOf(error)}`, ...frames].join('\n')
}

/** As many as say something new; a chain may also lead back to itself. */
const CAUSES_AT_MOST = 3

function causesOf(error: Error): string {
  const names: string[] = []
  let cause = error.cause
  while (cause instanceof Error && names.length < CAUSES_AT_MOST) {
    names.push(nameOf(cause))
    cause = cause.cause
  }
  return names.map((name) => `, caused by ${name}`).join('')
}

function nameOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return `${error.name}${code}`
}
