import { postgresCallbackLog } from '../adapters/postgres/callback-log.ts'
import { postgresDeliveryReports } from '../adapters/postgres/delivery-reports.ts'
import { postgresNotificationInbox } from '../adapters/postgres/notification-inbox.ts'
import { postgresOpenOffers } from '../adapters/postgres/open-offers.ts'
import { postgresOptOuts } from '../adapters/postgres/opt-outs.ts'
import { postgresPushSubscriptions } from '../adapters/postgres/push-subscriptions.ts'
import { alertPreviewsOf } from './alert-previews-of.ts'
import { answerKeyOf } from './answer-links-of.ts'
import { channelCallbacksOf } from './channel-callbacks-of.ts'
import type { Platform } from './platform.ts'
import { vapidKeysOf } from './push-of.ts'

/** What reps are told, and how they answer it from outside the product. */
export function answerPorts(platform: Platform) {
  const { db, leads, config } = platform
  const vapidKeys = vapidKeysOf(platform)
  return {
    notifications: postgresNotificationInbox(db),
    alertPreviews: alertPreviewsOf(platform),
    publicUrl: config.publicUrl,
    answerKey: answerKeyOf(platform),
    callbacks: channelCallbacksOf(platform),
    callbackLog: postgresCallbackLog(db),
    openOffers: postgresOpenOffers(db),
    optOuts: postgresOptOuts(db),
    pushSubscriptions: postgresPushSubscriptions(db),
    pushPublicKey: async () => (await vapidKeys()).publicKey,
    pushToLoopback: config.onThisMachineOnly,
    deliveryReports: postgresDeliveryReports(db, leads),
  }
}
