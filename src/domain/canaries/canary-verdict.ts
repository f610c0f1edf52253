import { CANARY_STEPS, type CanaryDocument, type CanaryStep } from '../documents/canary.ts'
import type { RecordedEvent, TaskRecord } from '../journey.ts'
import type { LeadEventType } from '../lead-event.ts'

/** What is in the way of leads. `about` is a step, a channel, a CRM or a source; `detail` is for people. */
export type CanaryProblem = {
  readonly code:
    | 'slow'
    | 'skipped'
    | 'stopped'
    | 'lost'
    | 'misrouted'
    | 'not-told'
    | 'credential'
    | 'vendor-down'
  readonly about: string
  readonly detail: string
}

/** How a canary fares: it is on its way still, or has come through in so many milliseconds, or has not. */
export type CanaryVerdict =
  | { readonly state: 'under-way' }
  | {
      readonly state: 'ok' | 'failing'
      readonly tookMs: number | undefined
      readonly problems: readonly CanaryProblem[]
    }

/** What happened to one canary. */
export type CanaryFlight = {
  readonly sentAt: Date
  readonly events: readonly RecordedEvent[]
  readonly tasks: readonly TaskRecord[]
  readonly alerts: readonly CanaryAlert[]
}

/** What became of its alert on one channel; `failure` is why it has not been sent yet. */
type CanaryAlert = {
  readonly channel: string
  readonly state: string
  readonly failure: string | undefined
}

/** Where the document says nothing, in seconds. A lead is to be decided in ten, and told at once then. */
const USUAL_LIMITS: Readonly<Record<CanaryStep, number>> = {
  ...{ validate: 2, match: 2, dedupe: 2, enrich: 4, account: 2, score: 2, route: 2, assign: 2 },
  notify: 10,
}

/** By the event that ends it. */
const STEP_OF: ReadonlyMap<LeadEventType, CanaryStep> = new Map([
  ['LeadValidated', 'validate'],
  ['PersonCompared', 'match'],
  ['ContactIdentified', 'dedupe'],
  ['LeadEnriched', 'enrich'],
  ['AccountMatched', 'account'],
  ['LeadScored', 'score'],
  ['LeadRouted', 'route'],
  ['LeadAssigned', 'assign'],
] as const)

/** Judges a canary by what was recorded of it, at that time. It is lost when all its limits together are over. */
export function canaryVerdict(
  flight: CanaryFlight,
  { limits }: Pick<CanaryDocument, 'limits'>,
  rule: string | undefined,
  now: Date,
): CanaryVerdict {
  const limitMs = (step: CanaryStep) => (limits[step] ?? USUAL_LIMITS[step]) * 1_000
  const patienceMs = CANARY_STEPS.reduce((sum, step) => sum + limitMs(step), 0)
  const isOver = now.getTime() - flight.sentAt.getTime() > patienceMs
  const told = toldOf(flight)
  if (!told.isEnded && !stoppedBy(flight) && !isOver) return { state: 'under-way' }

  const problems = [
    ...slowSteps(flight, limitMs),
    ...skippedSteps(flight),
    ...stopped(flight),
    ...misrouted(flight, rule),
    ...told.problems,
    ...(told.isEnded || stoppedBy(flight) ? [] : unfinished(flight)),
  ]
  const tookMs = told.at && told.at.getTime() - flight.sentAt.getTime()
  return { state: problems.length === 0 ? 'ok' : 'failing', tookMs, problems }
}

type LimitMs = (step: CanaryStep) => number

function slowSteps(flight: CanaryFlight, limitMs: LimitMs): readonly CanaryProblem[] {
  return tookOf(flight).flatMap(({ step, ms }) =>
    ms <= limitMs(step)
      ? []
      : [{ code: 'slow', about: step, detail: `${seconds(ms)}, limit ${seconds(limitMs(step))}` }],
  )
}

/** How long each step took: from the event before it to its own. */
function tookOf({ events }: CanaryFlight) {
  const steps = events.flatMap(({ type, at }, index) => {
    const step = STEP_OF.get(type)
    const before = events[index - 1]?.at
    return step === undefined || before === undefined
      ? []
      : [{ step, ms: at.getTime() - before.getTime() }]
  })
  const assigned = events.find(({ type }) => type === 'LeadAssigned')?.at
  const told = events.filter(({ type }) => type === 'RepNotified').at(-1)?.at
  if (assigned === undefined || told === undefined) return steps
  return [...steps, { step: 'notify' as const, ms: told.getTime() - assigned.getTime() }]
}

const skippedSteps = ({ events }: CanaryFlight): readonly CanaryProblem[] =>
  events.flatMap(({ type, data }) =>
    type === 'StageSkipped'
      ? [{ code: 'skipped', about: String(data.stage), detail: String(data.code ?? data.why) }]
      : [],
  )

const stoppedBy = ({ events }: CanaryFlight) => events.find(({ type }) => type === 'LeadRejected')

function stopped(flight: CanaryFlight): readonly CanaryProblem[] {
  const rejected = stoppedBy(flight)
  if (rejected === undefined) return []
  const reasons = rejected.data.reasons as readonly string[]
  return [{ code: 'stopped', about: 'validate', detail: reasons.join(', ') }]
}

function misrouted({ events }: CanaryFlight, rule: string | undefined): readonly CanaryProblem[] {
  const routed = events.find(({ type }) => type === 'LeadRouted')?.data.ruleId
  if (rule === undefined || routed === undefined || routed === rule) return []
  return [{ code: 'misrouted', about: 'route', detail: `rule ${routed}, not ${rule}` }]
}

/** Whether its rep has been told on all their channels, as far as they let themselves be told. */
function toldOf({ events, tasks }: CanaryFlight) {
  const task = tasks.find(({ follower }) => follower === 'notify')
  const isEnded = task !== undefined && task.state !== 'open'
  const refused = events.filter(({ type }) => type === 'NotificationFailed')
  const problems = refused.map(
    ({ data: { channel, code } }): CanaryProblem => ({
      ...{ code: 'not-told', about: String(channel), detail: String(code) },
    }),
  )
  const failed: readonly CanaryProblem[] =
    task?.failure === undefined || task.state === 'done'
      ? []
      : [{ code: 'not-told', about: 'notify', detail: task.failure }]
  const at = events.filter(({ type }) => type === 'RepNotified').at(-1)?.at
  return { isEnded, at, problems: [...problems, ...failed] }
}

/** What still keeps it: channels that have not taken its alert, or we do not know. */
function unfinished({ events, alerts }: CanaryFlight): readonly CanaryProblem[] {
  const waiting = alerts.filter(({ state }) => state === 'sending')
  if (waiting.length > 0) {
    return waiting.map(({ channel, failure = 'no answer yet' }) => ({
      ...{ code: 'not-told', about: channel, detail: failure },
    }))
  }
  const last = events.at(-1)?.type ?? 'nothing'
  return [{ code: 'lost', about: 'journey', detail: `nothing came after ${last}` }]
}

const seconds = (ms: number) => `${Math.round(ms / 10) / 100} s`
