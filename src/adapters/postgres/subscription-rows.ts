import type { Selectable } from 'kysely'
import { secret } from '../../domain/secret.ts'
import type { Subscription } from '../../domain/subscription.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['subscriptions']>

/** The subscription a row stands for, without its secrets. */
export function subscriptionFrom(row: Row): Subscription {
  const { id, url, events, description, include, disableAfterDays, state, failures } = row
  return {
    ...{ id, url, events, description, include, disableAfterDays, state, failures },
    createdAt: row.createdAt,
    disabledBecause: row.disabledBecause ?? undefined,
    failingSince: row.failingSince ?? undefined,
    restUntil: row.restUntil ?? undefined,
    lastAcceptedAt: row.lastAcceptedAt ?? undefined,
    previousSecretUntil: row.previousSecretUntil ?? undefined,
  }
}

/** The secrets that sign now, the newest first. */
export function secretsOf({ secret: newest, previousSecret, previousSecretUntil }: Row, now: Date) {
  const isGood = previousSecretUntil !== null && previousSecretUntil > now
  return previousSecret === null || !isGood
    ? [secret(newest)]
    : [secret(newest), secret(previousSecret)]
}
