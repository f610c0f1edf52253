import type { Outcome } from '../../domain/decision.ts'
import { newId, type TaskId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { urgencyOf } from '../../domain/urgency.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { followerQueue, stageQueue } from '../../ports/queue-names.ts'
import { followCapWaits, freedBy, type Woken } from './cap-waits.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'
import { followAssignments, followNotifications } from './follow-events.ts'
import { followSetAway, type ToldAway } from './set-away.ts'
import { type Settling, settledBy } from './settling.ts'

/** A lead before and after, with the outcomes that lie between. */
export type LeadStep = {
  readonly before: Lead
  readonly after: Lead
  readonly outcomes: readonly Outcome[]
}

/**
 * Writes what outcomes bring besides the lead itself: tasks with their jobs, review items, the
 * status of assignments, and the job of a lead that travels again.
 */
export async function writeOutcomes(
  tx: Tx,
  written: readonly LeadStep[],
  enqueue: Enqueue,
): Promise<void> {
  await followCapWaits(tx, written)
  const events = written.flatMap(({ outcomes }) => outcomes.map(({ event }) => event))
  await followAssignments(tx, events)
  await followNotifications(tx, events)
  const away = await followSetAway(tx, written)

  const woken = await freedBy(tx, written)
  const settling = await settledBy(tx, written)
  const urgencies = new Map(written.map(({ after }) => [after.id, urgencyOf(after.tier)]))
  const tasks = [
    ...written.flatMap(taskRows),
    ...woken.map(wakingRow),
    ...settling.map(settlingRow),
    ...away.map(awayRow),
  ]
  if (tasks.length > 0) await insertAll('tasks', tasks).execute(tx)

  const reviews = written.flatMap(reviewRows)
  if (reviews.length > 0) await tx.insertInto('reviewItems').values(reviews).execute()

  const taskJobs = tasks.map((task) => taskJob(task, urgencies.get(task.leadId) ?? 0))
  await enqueue(tx, [...written.flatMap(reentryJob), ...taskJobs])
}

function taskRows({ after, outcomes }: LeadStep) {
  return outcomes.flatMap(({ event, tasks = [] }) =>
    tasks.map(({ follower, subject, dueAt }) => ({
      id: newId<TaskId>(event.at),
      leadId: after.id,
      follower,
      subject: subject ?? null,
      dueAt: dueAt ?? null,
    })),
  )
}

const wakingRow = ({ leadId, at }: Woken): TaskRow => ({
  id: newId<TaskId>(at),
  leadId,
  follower: 'resume',
  subject: 'cap-freed',
  dueAt: null,
})

const settlingRow = ({ leadId, assignmentId, at }: Settling): TaskRow => ({
  id: newId<TaskId>(at),
  leadId,
  follower: 'settle-alerts',
  subject: assignmentId,
  dueAt: null,
})

const awayRow = ({ leadId, at, subject }: ToldAway): TaskRow => ({
  id: newId<TaskId>(at),
  leadId,
  follower: 'tell-set-away',
  subject,
  dueAt: null,
})

type TaskRow = ReturnType<typeof taskRows>[number]

/** The work of a hot lead comes before that of others, however much of it there is. */
const taskJob = ({ id, follower, dueAt }: TaskRow, urgency: number): NewJob => ({
  queue: followerQueue(follower),
  subject: { taskId: id },
  ...(urgency > 0 ? { urgency } : {}),
  ...(dueAt === null ? {} : { startAfter: dueAt }),
})

function reviewRows({ after, outcomes }: LeadStep) {
  return outcomes
    .flatMap(({ review }) => review ?? [])
    .map(({ id, kind, reasons, contactId, otherContactId, details }) => ({
      id,
      kind,
      leadId: after.id,
      contactId: contactId ?? after.contactId ?? null,
      otherContactId: otherContactId ?? null,
      reasons: [...reasons],
      details: JSON.stringify(details),
    }))
}

/** A lead that was decided and travels again has no job any more, so it gets one. */
function reentryJob({ before, after }: LeadStep): NewJob[] {
  const reenters = before.state !== 'travelling' && after.state === 'travelling'
  if (!reenters || after.waitingFor === undefined) return []
  return [{ queue: stageQueue(after.waitingFor), subject: { leadId: after.id } }]
}
