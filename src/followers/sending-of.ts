import { alertFactsOf } from '../domain/alert-facts-of.ts'
import { alertText } from '../domain/alert-text.ts'
import { isCanary } from '../domain/canaries/is-canary.ts'
import { digestDueAt, digestTimesFor } from '../domain/digest.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { Rep } from '../domain/documents/teams.ts'
import type { Lead } from '../domain/lead.ts'
import { scheduleOf } from '../domain/time-off.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Recipient } from '../ports/notifier.ts'
import { askedOf } from './asked-of.ts'
import { recipientOf } from './recipient-of.ts'
import type { Alert, Sending } from './send-on.ts'
import { templateKind } from './template-kind.ts'
import { whatIsNew } from './what-is-new.ts'

/**
 * An alert about a lead, ready to be sent to one person, or to the team of the rep: in their words, with what they
 * can answer.
 */
export async function sendingOf(
  lead: Lead,
  rep: Rep,
  alert: Alert,
  ports: FollowerPorts,
  toTeam?: Recipient,
): Promise<Sending> {
  const { assignmentId, step, contact } = alert
  const [{ documents }, offer, news] = await Promise.all([
    ports.configuration.current(),
    ports.notifications.offer({ assignmentId, repId: rep.id, step }),
    isOfSomebodyKnown(lead, alert) ? whatIsNew(lead, ports) : undefined,
  ])
  const { acknowledgeBy } = offer
  const { publicUrl } = ports
  const facts = alertFactsOf(lead, {
    ...{ documents, publicUrl, acknowledgeBy, news, contact },
    readerId: rep.id,
  })
  const recipient = toTeam ?? recipientOf(rep, documents.teams)
  const kind = templateKind(lead, alert)
  const sending = { lead, rep, recipient, alert, offer }
  const asked = askedOf(lead, { ...alert, repId: rep.id }, documents.sla)
  return {
    ...{ ...sending, asked, digestAt: digestAt({ ...sending, asked }, documents) },
    textOn: (channel) =>
      alertText(facts, { kind, channel, reader: recipient }, documents.templates),
  }
}

const isOfSomebodyKnown = ({ state }: Lead, { occasion }: Alert) =>
  occasion === 'assigned' && state === 'attached'

function digestAt(
  { lead, rep, alert, asked, offer }: Pick<Sending, 'lead' | 'rep' | 'alert' | 'asked' | 'offer'>,
  { sla, teams }: Documents,
): Date | undefined {
  if (alert.occasion !== 'assigned' || asked.priority === 'critical' || isCanary(lead)) return
  const times = digestTimesFor(lead, rep, sla)
  const waiting = { offeredAt: offer.offeredAt, nextStepAt: lead.escalation.nextAt }
  const reader = { timeZone: rep.timeZone, schedule: scheduleOf(rep, teams) }
  return times && digestDueAt(times, waiting, reader)
}
