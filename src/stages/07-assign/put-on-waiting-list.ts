import type { Decision, Locked } from '../../domain/decision.ts'
import type { Lead } from '../../domain/lead.ts'
import { seenOwner } from '../../domain/seen-owner.ts'
import type { NewTask } from '../../domain/task.ts'
import type { Wait } from './wait-for.ts'

/** Lets a lead wait, with a task that looks at it again when the clock may have changed something. */
export function putOnWaitingList(lead: Lead, locked: Locked, wait: Wait): Decision {
  const { now, configuration } = locked
  const { poolIds, until, skipped, needed, wakesFor, heldFor, passedOver } = wait
  const { id: leadId, receivedAt, tier } = lead
  const subject = wakesFor === undefined ? {} : { subject: wakesFor }
  const tasks: readonly NewTask[] =
    until === undefined ? [] : [{ follower: 'resume', ...subject, dueAt: until }]
  return {
    event: {
      ...{ type: 'LeadPutOnWaitingList', at: now, why: 'nobody-available', poolIds },
      ...(until && { until }),
      skipped,
      ...(needed && { needed }),
      ...(heldFor && { heldFor }),
      ...(passedOver && { passedOver }),
      revision: configuration.revision,
      ...seenOwner(lead.contactId, locked),
    },
    ...(heldFor && { held: { ...heldFor, leadId, receivedAt, tier } }),
    ...(tasks.length > 0 && { tasks }),
  }
}
