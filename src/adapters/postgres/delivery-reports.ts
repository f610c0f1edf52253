import { Refused } from '../../domain/failure.ts'
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
  const { notificationId, channel, delivered, at } = report
  const alert = await db
    .selectFrom('notifications')
    .select(['leadId', 'assignmentId', 'failure', 'deliveredAt'])
    .where('id', '=', notificationId)
    .where('channel', '=', channel)
    .executeTakeFirst()
  if (alert === undefined || alert.deliveredAt !== null) return
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
