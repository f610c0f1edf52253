import type { Selectable } from 'kysely'
import { secret } from '../../domain/secret.ts'
import type { Subscription } from '../../domain/subscription.ts'
import type { Tables } from './tables.ts'
import { withoutNulls } from './without-nulls.ts'

type Row = Selectable<Tables['subscriptions']>

/** The subscription a row stands for, without its secrets. */
export function subscriptionFrom(row: Row): Subscription {
  const { id, url, events, description, include, disableAfterDays, state, failures, ...more } =
    withoutNulls(row)
  const { createdAt, disabledBecause, failingSince, restUntil, lastAcceptedAt } = more
  return {
    ...{ id, url, events, description, include, disableAfterDays, state, failures },
    ...{ createdAt, disabledBecause, failingSince, restUntil, lastAcceptedAt },
    previousSecretUntil: more.previousSecretUntil,
  }
}

/** The secrets that sign now, the newest first. */
export function secretsOf({ secret: newest, previousSecret, previousSecretUntil }: Row, now: Date) {
  const isGood = previousSecretUntil !== null && previousSecretUntil > now
  return previousSecret === null || !isGood
    ? [secret(newest)]
    : [secret(newest), secret(previousSecret)]
}
