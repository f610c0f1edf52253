import { alertSubject } from './alert-subject.ts'
import type { Outcome } from './decision.ts'
import { timerOf } from './escalation.ts'
import { Refused } from './failure.ts'
import type { AssignmentId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'

type Held = { readonly assignmentId: AssignmentId; readonly repId: RepId }
type Asked = { readonly minutes: number; readonly at: Date }

/**
 * What it means that a rep asks for time: the next step of the escalation comes as much later, and the
 * rep is reminded when the time is over. By when they should have answered stays what it was. Nothing
 * to put off is nothing. Rejects with `snooze-too-long` and `snooze-used-up`.
 */
export function snoozed(
  lead: Lead,
  held: Held,
  { minutes, at }: Asked,
  { mostMinutes, times }: { readonly mostMinutes: number; readonly times: number },
): Outcome | undefined {
  const { escalation } = lead
  if (lead.state !== 'assigned' || lead.acknowledgedAt !== undefined) return undefined
  if (minutes > mostMinutes) {
    throw new Refused('snooze-too-long', `At most ${mostMinutes} minutes may be asked for`)
  }
  if (escalation.snoozes >= times) {
    throw new Refused('snooze-used-up', `Lead ${lead.id} was put off ${times} times`)
  }
  const ms = minutes * 60_000
  const until = new Date(at.getTime() + ms)
  const { nextAt: before } = escalation
  const nextAt = before && new Date(before.getTime() + ms)
  const subject = timerOf(held.assignmentId, { ...escalation, snoozes: escalation.snoozes + 1 })
  const step = `snooze-${escalation.snoozes + 1}`
  return {
    event: { type: 'AssignmentSnoozed', at, ...held, until, ...(nextAt && { nextAt }) },
    tasks: [
      {
        follower: 'tell-escalation',
        subject: alertSubject({ ...held, step, occasion: 'reminder' }),
        dueAt: until,
      },
      ...(nextAt ? [{ follower: 'escalate' as const, subject, dueAt: nextAt }] : []),
    ],
  }
}
