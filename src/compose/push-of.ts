import { postgresInstallationSecrets } from '../adapters/postgres/installation-secrets.ts'
import { postgresPushSubscriptions } from '../adapters/postgres/push-subscriptions.ts'
import { newVapidKey, type VapidKeys, vapidKeys } from '../adapters/web-push/vapid-keys.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Platform } from './platform.ts'

/** How long a browser that was just added may not be known yet, in milliseconds. */
const KNOWN_FOR_MS = 5_000

type Parts = Pick<Platform, 'db' | 'clock'> & { readonly configuration: ConfigurationStore }

/** Who has a browser, without a question for every alert. */
export type PushSubscribers = {
  readonly known: () => ReadonlySet<string>
  /** Asks again when it was asked too long ago. */
  refresh(): Promise<void>
}

/** The pair of keys of this installation, made when it is first asked for. */
export function vapidKeysOf({ db }: Pick<Platform, 'db'>): () => Promise<VapidKeys> {
  const secrets = postgresInstallationSecrets(db)
  return async () => vapidKeys(await secrets.secret('web-push', newVapidKey))
}

/** Starts with nobody. Nobody is asked for while the channel is not configured. */
export function pushSubscribersOf({ db, clock, configuration }: Parts): PushSubscribers {
  const subscriptions = postgresPushSubscriptions(db)
  let known: ReadonlySet<string> = new Set()
  let askedAt = Number.NEGATIVE_INFINITY
  return {
    known: () => known,
    async refresh() {
      const { channels } = (await configuration.current()).documents
      const now = clock().getTime()
      if (channels.push === undefined || Math.abs(now - askedAt) < KNOWN_FOR_MS) return
      known = await subscriptions.repIds()
      askedAt = now
    },
  }
}
