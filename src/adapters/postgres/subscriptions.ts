import { sql } from 'kysely'
import { Refused } from '../../domain/failure.ts'
import { newId, type SubscriptionId } from '../../domain/ids.ts'
import { newWebhookSecret } from '../../domain/sign-webhook.ts'
import { eventIdOf, type SubscriptionSettings, TEST_EVENT } from '../../domain/subscription.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Subscriptions, WithSecret } from '../../ports/subscriptions.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { listDeliveries, redeliver } from './event-delivery-log.ts'
import { subscriptionFrom } from './subscription-rows.ts'

/** Each may have some connections of its own in every worker, so that none waits for another. */
const AT_MOST = 100
/** How long the secret before the last rotation goes on signing. */
const BOTH_SECRETS_MS = 24 * 60 * 60 * 1_000

/** Subscriptions, kept in `subscriptions` and `event_deliveries`. */
export function postgresSubscriptions(db: Db, clock: Clock): Subscriptions {
  const find = async (id: SubscriptionId) => subscriptionFrom(await rowOf(db, id))
  const update = (id: SubscriptionId, values: Record<string, unknown>) => updated(db, id, values)
  return {
    create: (settings) => translated(() => create(db, settings)),
    list: () =>
      translated(async () => {
        const rows = await db.selectFrom('subscriptions').selectAll().orderBy('id').execute()
        return rows.map(subscriptionFrom)
      }),
    find: (id) => translated(() => find(id)),
    change: (id, settings) =>
      translated(() => (Object.keys(settings).length === 0 ? find(id) : update(id, settings))),
    pause: (id) => translated(() => update(id, { state: 'paused', disabledBecause: null })),
    resume: (id) => translated(() => update(id, { state: 'active', ...WELL })),
    rotateSecret: (id) => translated(() => rotateSecret(db, id, clock())),
    remove: (id) =>
      translated(async () => {
        await rowOf(db, id)
        // What is left in the log is cleared away in time, a little at once.
        await db.deleteFrom('subscriptions').where('id', '=', id).execute()
      }),
    sendTest: (id) => translated(() => sendTest(db, id, clock())),
    deliveries: (id, page) => translated(async () => listDeliveries(db, (await find(id)).id, page)),
    redeliver: (id, which) =>
      translated(async () => redeliver(db, (await find(id)).id, which, clock())),
  }
}

const WELL = { disabledBecause: null, failures: 0, failingSince: null, restUntil: null } as const

async function rowOf(db: Db, id: SubscriptionId) {
  const row = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw unknown(id)
  return row
}

const unknown = (id: string) =>
  new Refused('subscription-unknown', `There is no subscription ${id}`)

async function updated(db: Db, id: SubscriptionId, values: Record<string, unknown>) {
  const row = await db
    .updateTable('subscriptions')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw unknown(id)
  return subscriptionFrom(row)
}

async function create(db: Db, settings: SubscriptionSettings): Promise<WithSecret> {
  const secret = newWebhookSecret()
  const { url, events, description, include, disableAfterDays } = settings
  const row = await db.transaction().execute(async (tx) => {
    // Counted under a lock, or two at once could both be the last that fits.
    await sql`lock table subscriptions in share row exclusive mode`.execute(tx)
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from subscriptions`.execute(tx)
    if ((rows[0]?.count ?? 0) >= AT_MOST) {
      throw new Refused('subscription-limit', `There are ${AT_MOST} subscriptions already`)
    }
    return await tx
      .insertInto('subscriptions')
      .values({
        ...{ id: newId<SubscriptionId>(), url, description, disableAfterDays },
        ...{ events: [...events], include: [...include], secret: secret.reveal() },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
  return { subscription: subscriptionFrom(row), secret }
}

async function rotateSecret(db: Db, id: SubscriptionId, now: Date): Promise<WithSecret> {
  const secret = newWebhookSecret()
  const subscription = await updated(db, id, {
    previousSecret: sql`secret`,
    previousSecretUntil: new Date(now.getTime() + BOTH_SECRETS_MS),
    secret: secret.reveal(),
  })
  return { subscription, secret }
}

async function sendTest(db: Db, id: SubscriptionId, now: Date): Promise<string> {
  const { id: subscriptionId } = await rowOf(db, id)
  const [leadId, version] = [newId<never>(), 0]
  await db
    .insertInto('eventDeliveries')
    .values({ subscriptionId, leadId, version, type: TEST_EVENT, at: now, nextAttemptAt: now })
    .execute()
  return eventIdOf(leadId, version)
}
