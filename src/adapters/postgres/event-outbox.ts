import { sql } from 'kysely'
import type { SubscriptionId } from '../../domain/ids.ts'
import type { SubscriberHealth } from '../../domain/subscription.ts'
import type { EventOutbox, Sent } from '../../ports/event-outbox.ts'
import { collectEvents } from './collect-events.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { nextBatch } from './next-events.ts'

/** Longer than the slowest answer that a batch waits for, with what is written after it. */
const CLAIM = sql`now() + interval '40 seconds'`

/** What is due at subscribers, kept in `event_deliveries`; claims stand in `subscriptions`. */
export function postgresEventOutbox(db: Db): EventOutbox {
  return {
    collect: (now) => translated(() => collectEvents(db, now)),
    claim: (holder, now) => translated(() => claim(db, holder, now)),
    next: (id, holder, limit, now) =>
      translated(async () => {
        const row = await renew(db, id, holder)
        return row && nextBatch(db, row, limit, now)
      }),
    settle: (id, holder, sent, health) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          await recordSent(tx, sent)
          return await recordHealth(tx, id, holder, health, lastAccepted(sent))
        }),
      ),
    release: (holder, id) =>
      translated(async () => {
        await db
          .updateTable('subscriptions')
          .set({ claimedBy: null, claimedUntil: null })
          .where('claimedBy', '=', holder)
          .$if(id !== undefined, (query) => query.where('id', '=', id as SubscriptionId))
          .execute()
      }),
  }
}

async function claim(db: Db, holder: string, now: Date): Promise<SubscriptionId[]> {
  const { rows } = await sql<{ id: SubscriptionId }>`
    update subscriptions s set claimed_by = ${holder}, claimed_until = ${CLAIM}
    where s.id in (
      select c.id from subscriptions c
      where c.state = 'active' and (c.claimed_until is null or c.claimed_until < now())
        and (c.rest_until is null or c.rest_until <= ${now})
        and exists (select from event_deliveries d
          where d.subscription_id = c.id and d.state = 'pending' and d.next_attempt_at <= ${now}
            and not exists (select from event_deliveries e
              where e.subscription_id = d.subscription_id and e.lead_id = d.lead_id
                and e.version < d.version and e.state = 'pending'))
      order by c.id for update skip locked)
    returning s.id`.execute(db)
  return rows.map(({ id }) => id)
}

async function renew(db: Db, id: SubscriptionId, holder: string) {
  return await db
    .updateTable('subscriptions')
    .set({ claimedUntil: CLAIM as never })
    .where('id', '=', id)
    .where('claimedBy', '=', holder)
    .where('state', '=', 'active')
    .returningAll()
    .executeTakeFirst()
}

/** A delivery that somebody made due again meanwhile keeps that. */
async function recordSent(tx: Tx, sent: readonly Sent[]): Promise<void> {
  const rows = sent.map(({ sequence, result, next, at }) => ({
    sequence,
    at,
    state: next.state,
    misses: next.misses,
    next_attempt_at: next.state === 'pending' ? next.nextAttemptAt : null,
    response_status: result.status,
    failure: result.outcome === 'failed' ? result.failure : null,
  }))
  await sql`
    with sent as (
      select r.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
        sequence bigint, at timestamptz, state text, misses integer, next_attempt_at timestamptz,
        response_status integer, failure text)
      join event_deliveries d on d.sequence = r.sequence
      where d.state = 'pending'
      order by d.sequence for update of d
    )
    update event_deliveries d set state = s.state, attempts = d.attempts + 1, misses = s.misses,
      next_attempt_at = coalesce(s.next_attempt_at, d.next_attempt_at), last_attempt_at = s.at,
      response_status = s.response_status, failure = s.failure
    from sent s where d.sequence = s.sequence`.execute(tx)
}

function lastAccepted(sent: readonly Sent[]): Date | undefined {
  const accepted = sent.filter(({ result }) => result.outcome === 'accepted')
  return accepted.map(({ at }) => at).sort((a, b) => b.getTime() - a.getTime())[0]
}

/** Who paused or resumed it meanwhile is not overruled, but by its receiver saying that it is gone. */
async function recordHealth(
  tx: Tx,
  id: SubscriptionId,
  holder: string,
  health: SubscriberHealth,
  acceptedAt: Date | undefined,
): Promise<boolean> {
  const { state, disabledBecause, failures, failingSince, restUntil } = health
  const { numAffectedRows = 0n } = await sql`
    update subscriptions set
      state = case when state = 'active' then ${state} else state end,
      disabled_because = case when state = 'active' then ${disabledBecause ?? null}
        else disabled_because end,
      failures = ${failures}, failing_since = ${failingSince ?? null},
      rest_until = ${restUntil ?? null}, claimed_until = ${CLAIM},
      last_accepted_at = coalesce(${acceptedAt ?? null}, last_accepted_at)
    where id = ${id} and claimed_by = ${holder}`.execute(tx)
  return numAffectedRows > 0n
}
