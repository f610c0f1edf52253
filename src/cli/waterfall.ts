import type { JourneyAnswer } from './journey-answer.ts'
import type { ExplanationAnswer, LeadAnswer } from './lead-answers.ts'
import { shortened } from './table.ts'

const BAR_WIDTH = 26
const TIME_WIDTH = 9

/** A lead's journey as one line per event, each with a bar for the time it took; 80 columns. */
export function waterfall(
  lead: LeadAnswer,
  journey: JourneyAnswer,
  explanation: ExplanationAnswer,
): string {
  const scaleMs = Math.max(1, journey.decidedInMs ?? journey.steps.at(-1)?.atMs ?? 1)
  const steps = journey.steps.map(({ type, atMs, tookMs, data }) =>
    line(atMs, bar(atMs - tookMs, atMs, scaleMs), `${words(type)}${note(data)}`),
  )
  const tasks = journey.tasks.map(({ follower, state, startedMs, endedMs, failure }) =>
    line(
      endedMs ?? startedMs,
      bar(startedMs, endedMs ?? startedMs, scaleMs),
      `${follower}: ${state}${failure === undefined ? '' : ` (${failure})`}`,
    ),
  )
  return [
    headline(lead, journey, explanation),
    '',
    ...steps,
    ...(tasks.length === 0 ? [] : ['', 'What it set off', ...tasks]),
  ].join('\n')
}

function headline(lead: LeadAnswer, journey: JourneyAnswer, explanation: ExplanationAnswer) {
  const rep = explanation.assignments.at(-1)
  const who = lead.repId === undefined || rep === undefined ? '' : ` to ${rep.name}`
  const took = journey.assignedInMs ?? journey.decidedInMs
  const when = took === undefined ? '' : ` after ${duration(took)}`
  const first = `Lead ${lead.id}\n${lead.sourceKey}: ${lead.state}${who}${when}`
  return [first, ...answered(journey), ...stopped(lead, journey)].join('\n')
}

/** How soon the rep took it and the person was reached; nothing while neither has happened. */
function answered({ acknowledgedInMs, contactedInMs }: JourneyAnswer): readonly string[] {
  const said = [
    acknowledgedInMs === undefined ? [] : [`accepted after ${duration(acknowledgedInMs)}`],
    contactedInMs === undefined ? [] : [`first contact after ${duration(contactedInMs)}`],
  ].flat()
  return said.length === 0 ? [] : [said.join(', ')]
}

/** Why nobody is to have it, and what a person can do about that; nothing of any other lead. */
function stopped({ state }: LeadAnswer, { steps }: JourneyAnswer): readonly string[] {
  const last = steps.findLast(({ type }) => STOPPING[state] === type)
  if (last === undefined) return []
  const { reasons, reviewItemId } = last.data
  return [
    `because of ${namesIn(reasons).join(', ')}`,
    ...(state === 'quarantined'
      ? [`  ./stl reviews resolve ${reviewItemId} release | reject`]
      : []),
  ]
}

const STOPPING: Readonly<Record<string, string>> = {
  quarantined: 'LeadQuarantined',
  rejected: 'LeadRejected',
}

const namesIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [])

function line(atMs: number, drawn: string, text: string): string {
  const room = 80 - TIME_WIDTH - BAR_WIDTH - 4
  return `${duration(atMs).padStart(TIME_WIDTH)}  ${drawn.padEnd(BAR_WIDTH)}  ${shortened(text, room)}`
}

/** From start to end on a scale of `BAR_WIDTH`; what lies beyond the scale is a mark at its end. */
function bar(startMs: number, endMs: number, scaleMs: number): string {
  const column = (ms: number) => Math.round((Math.max(0, ms) / scaleMs) * BAR_WIDTH)
  if (endMs > scaleMs) return `${' '.repeat(BAR_WIDTH - 1)}›`
  const from = Math.min(column(startMs), BAR_WIDTH - 1)
  return `${' '.repeat(from)}${'█'.repeat(column(endMs) - from) || '▏'}`
}

type Data = Readonly<Record<string, unknown>>

/** The most telling part of an event, when it has one, and the code of what went wrong. */
function note(data: Data): string {
  if (typeof data.code !== 'string') return about(data)
  // The code of an alert that failed says by which channel.
  return data.channel === undefined ? `${about(data)} (${data.code})` : `: ${data.code}`
}

function about(data: Data): string {
  const { tier, score, ruleId, channel, repId, stage, crm, why, sourceKey, action } = data
  const byOther = data.byOther as { readonly repId?: string } | undefined
  if (typeof action === 'string') return stepNote(action, data.toldRepIds)
  if (data.reasons !== undefined) return `: ${namesIn(data.reasons).join(', ')}`
  if (channel !== undefined && repId !== undefined) return `: ${channel}, ${repId}`
  if (typeof score === 'number') return `: ${score}${typeof tier === 'string' ? `, ${tier}` : ''}`
  if (byOther !== undefined) return `: by ${byOther.repId ?? 'somebody else'}`
  const told = [ruleId, channel, repId, stage, crm, why, sourceKey].find(
    (value) => typeof value === 'string',
  )
  return told === undefined ? '' : `: ${told}`
}

/** A step of the escalation, and whom besides the rep it told; of one that was skipped nobody. */
const stepNote = (action: string, told: unknown): string =>
  [`: ${action}`, ...namesIn(told)].join(', ')

/** Where there is no room for the name of the event beside what it is about. */
const SHORT: Readonly<Record<string, string>> = {
  NotificationFailed: 'alert failed',
  EscalationStepTaken: 'escalation',
  EscalationStepSkipped: 'escalation skipped',
}

/** `LeadPutOnWaitingList` as `lead put on waiting list`. */
function words(type: string): string {
  return SHORT[type] ?? type.replace(/(?<!^)([A-Z])/g, ' $1').toLowerCase()
}

/** Milliseconds as a person reads them. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms)} ms`
  if (ms < 600_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}
