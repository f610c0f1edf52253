import { Refused } from '../../domain/failure.ts'
import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import type { DeliveryReport, DeliveryReports } from '../../ports/delivery-reports.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Reports beside the alert they are about; what was not delivered is an event of its lead as well. */
export function postgresDeliveryReports(db: Db, leads: LeadStore): DeliveryReports {
  return { report: (report) => translated(() => keep(report, db, leads)) }
}

/** A message that was accepted and did not arrive is a failure of the channel, like a refusal. */
const UNDELIVERED = new Refused('sms-undelivered', 'The carrier did not deliver the message')

async function keep(report: DeliveryReport, db: Db, leads: LeadStore): Promise<void> {
  const { notificationId, channel } = report
  const alerts = await db
    .selectFrom('notifications')
    .select(['id', 'leadId', 'assignmentId', 'failure', 'deliveredAt'])
    // Of a digest every lead has an alert of its own, and the message has the digest's id.
    .where((eb) =>
      eb.or([eb('id', '=', notificationId), eb('digestId', '=', notificationId as AssignmentId)]),
    )
    .where('channel', '=', channel)
    .execute()
  for (const alert of alerts) await keepFor(alert, report, db, leads)
}

type Alert = {
  readonly id: string
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly failure: string | null
  readonly deliveredAt: Date | null
}

async function keepFor(alert: Alert, report: DeliveryReport, db: Db, leads: LeadStore) {
  const { channel, delivered, at } = report
  const { id: notificationId } = alert
  if (alert.deliveredAt !== null) return
  if (delivered) {
    await db
      .updateTable('notifications')
      .set({ deliveredAt: at })
      .where('id', '=', notificationId)
      .where('deliveredAt', 'is', null)
      .execute()
    return
  }
  const { code } = UNDELIVERED
  if (alert.failure === code) return
  const { assignmentId } = alert
  await leads.record(alert.leadId, () => ({
    event: { type: 'NotificationFailed', at, assignmentId, channel, notificationId, code },
  }))
}
