import type { LeadEventType } from './lead-event.ts'
import type { FollowerName } from './task.ts'

/** An event as it was recorded. */
export type RecordedEvent = {
  readonly version: number
  readonly type: LeadEventType
  readonly at: Date
  readonly data: Readonly<Record<string, unknown>>
}

/** A piece of a follower's work, and how far it got. */
export type TaskRecord = {
  readonly id: string
  readonly follower: FollowerName
  readonly state: 'open' | 'done' | 'refused' | 'dead'
  readonly createdAt: Date
  readonly dueAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly failure: string | undefined
}

/** One event on the time line. Times in milliseconds. */
export type JourneyStep = RecordedEvent & {
  /** Since the lead was received. */
  readonly atMs: number
  /** Since the event before it; 0 for the first. */
  readonly tookMs: number
}

/** A follower's work on the time line; times in milliseconds since the lead was received. */
export type JourneyTask = TaskRecord & {
  readonly startedMs: number
  readonly endedMs: number | undefined
}

/** What happened to a lead, with the clock in hand. */
export type Journey = {
  readonly receivedAt: Date
  /** From received to decided for the first time; undefined while it travels. */
  readonly decidedInMs: number | undefined
  /** From received to the first rep; undefined when nobody has had it. */
  readonly assignedInMs: number | undefined
  /** From received to the first acknowledgement. */
  readonly acknowledgedInMs: number | undefined
  /** From received to the first contact with the person, whenever that was recorded. */
  readonly contactedInMs: number | undefined
  readonly steps: readonly JourneyStep[]
  readonly tasks: readonly JourneyTask[]
}

const DECIDING: ReadonlySet<LeadEventType> = new Set([
  'LeadAssigned',
  'LeadAttachedToOwner',
  'LeadPutOnWaitingList',
  'LeadQuarantined',
  'LeadRejected',
])
const ASSIGNING: ReadonlySet<LeadEventType> = new Set(['LeadAssigned', 'LeadAttachedToOwner'])
const ACKNOWLEDGING: ReadonlySet<LeadEventType> = new Set(['AssignmentAcknowledged'])

/** Puts events and followers' work on one time line that starts when the lead was received. */
export function journeyOf(
  receivedAt: Date,
  events: readonly RecordedEvent[],
  tasks: readonly TaskRecord[],
): Journey {
  const since = (at: Date) => at.getTime() - receivedAt.getTime()
  const steps = events.map((event, index) => {
    const before = events[index - 1]?.at ?? event.at
    return { ...event, atMs: since(event.at), tookMs: event.at.getTime() - before.getTime() }
  })
  const firstOf = (types: ReadonlySet<LeadEventType>) =>
    steps.find(({ type }) => types.has(type))?.atMs

  return {
    receivedAt,
    decidedInMs: firstOf(DECIDING),
    assignedInMs: firstOf(ASSIGNING),
    acknowledgedInMs: firstOf(ACKNOWLEDGING),
    contactedInMs: contactedInMs(receivedAt, steps),
    steps,
    tasks: tasks.map((task) => ({
      ...task,
      startedMs: since(task.createdAt),
      endedMs: task.endedAt === undefined ? undefined : since(task.endedAt),
    })),
  }
}

/** What a CRM tells of was done some time before it was recorded. */
function contactedInMs(receivedAt: Date, steps: readonly JourneyStep[]): number | undefined {
  const made = steps.find(({ type }) => type === 'FirstContactMade')
  const { contactedAt } = made?.data ?? {}
  if (typeof contactedAt !== 'string') return made?.atMs
  return new Date(contactedAt).getTime() - receivedAt.getTime()
}
