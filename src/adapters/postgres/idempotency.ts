import { sql } from 'kysely'
import { Refused } from '../../domain/failure.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Claim, Idempotency, RepeatableRequest } from '../../ports/idempotency.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

const KEPT_MS = 24 * 60 * 60_000
/** Longer than a commit takes; after this the worker that held the claim is taken for dead. */
const IN_FLIGHT_MS = 10_000

/** Idempotency keys in PostgreSQL. The unique key decides who of several callers does the work. */
export function postgresIdempotency(db: Db): Idempotency {
  return {
    async claim(request, now) {
      const isFirst = await translated(() => insertClaim(db, request, now))
      return isFirst ? { since: now } : earlierClaim(db, request, now)
    },

    async settle({ caller, key }, leadId) {
      await translated(() =>
        db
          .updateTable('idempotencyKeys')
          .set({ leadId })
          .where('caller', '=', caller)
          .where('key', '=', key)
          .where('leadId', 'is', null)
          .execute(),
      )
    },

    async release({ caller, key }) {
      await translated(() =>
        db
          .deleteFrom('idempotencyKeys')
          .where('caller', '=', caller)
          .where('key', '=', key)
          .where('leadId', 'is', null)
          .execute(),
      )
    },
  }
}

/** True when nobody has used the key within its time. An outlived key is taken over as new. */
async function insertClaim(
  db: Db,
  { caller, key, bodyHash }: RepeatableRequest,
  now: Date,
): Promise<boolean> {
  const outlived = new Date(now.getTime() - KEPT_MS)
  const { rows } = await sql`
    insert into idempotency_keys (caller, key, body_hash, created_at)
    values (${caller}, ${key}, ${Buffer.from(bodyHash)}, ${now})
    on conflict (caller, key) do update
      set body_hash = excluded.body_hash, lead_id = null, created_at = excluded.created_at
      where idempotency_keys.created_at <= ${outlived}
    returning key`.execute(db)
  return rows.length > 0
}

async function earlierClaim(
  db: Db,
  { caller, key, bodyHash }: RepeatableRequest,
  now: Date,
): Promise<Claim> {
  const earlier = await translated(() =>
    db
      .selectFrom('idempotencyKeys')
      .select(['bodyHash', 'leadId', 'createdAt'])
      .where('caller', '=', caller)
      .where('key', '=', key)
      .executeTakeFirst(),
  )
  // Released between the two statements: whoever holds it now is as good as still working on it.
  if (earlier === undefined) throw inFlight()
  return claimAfter(earlier, bodyHash, now)
}

type Earlier = { bodyHash: Buffer; leadId: LeadId | null; createdAt: Date }

function claimAfter({ bodyHash, leadId, createdAt }: Earlier, hash: Uint8Array, now: Date): Claim {
  if (!bodyHash.equals(hash)) {
    throw new Refused('idempotency-key-reused', 'The key came with another body before')
  }
  if (leadId !== null) return { leadId }
  if (now.getTime() - createdAt.getTime() < IN_FLIGHT_MS) throw inFlight()
  return { since: createdAt }
}

function inFlight(): Refused {
  return new Refused('idempotency-key-in-flight', 'The first request is still worked on')
}
