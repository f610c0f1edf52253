import type { Rep } from '../domain/documents/teams.ts'
import { Refused } from '../domain/failure.ts'
import type { RepId } from '../domain/ids.ts'
import type { Task } from '../domain/task.ts'
import type { FollowerPorts, Turn } from '../ports/follower.ts'
import type { Occasion } from '../ports/notification-log.ts'
import { claimed } from './claimed.ts'
import type { Alert } from './send-on.ts'
import { tellPerson } from './tell-person.ts'

/**
 * Tells the rep of the assignment a task is about as `tellPerson` does; nobody when the lead has another
 * assignment by now.
 */
export async function tellRep(
  task: Task,
  occasion: Occasion,
  ports: FollowerPorts,
  turn: Turn,
): Promise<void> {
  await tellRepOf(task, { occasion, step: '' }, ports, turn)
}

/** The same of an alert with a step, which stands for itself: without one it takes the place of another. */
export async function tellRepOf(
  task: Task,
  alert: Omit<Alert, 'assignmentId'>,
  ports: FollowerPorts,
  turn: Turn,
): Promise<void> {
  const lead = await ports.leads.load(task.leadId)
  const { assignmentId, contactId } = lead
  if (assignmentId === undefined || assignmentId !== task.subject) return
  if (contactId === undefined) throw new Error(`Lead ${lead.id} is assigned without a contact`)

  // Only what the claim lets in sends, so that a task that runs twice at once tells of it once.
  await claimed(ports.contacts, contactId, `alert ${assignmentId}`, async () => {
    const rep = await repOf(lead.repId, ports)
    await tellPerson(lead, rep, { ...alert, assignmentId }, ports, turn)
  })
}

/** The rep of that id. Rejects with `Refused` (`rep-unknown`). */
export async function repOf(
  repId: RepId | undefined,
  { configuration }: Pick<FollowerPorts, 'configuration'>,
): Promise<Rep> {
  const { documents } = await configuration.current()
  const rep = documents.teams.reps.find(({ id }) => id === repId)
  if (rep === undefined) throw new Refused('rep-unknown', `No rep ${repId} is configured`)
  return rep
}
