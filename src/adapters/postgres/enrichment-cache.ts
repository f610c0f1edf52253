import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { EnrichmentCache } from '../../ports/enrichment-cache.ts'
import type { EnrichmentAnswer } from '../../ports/enrichment-provider.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/**
 * Answers of providers in the database, shared by all processes. The subject is kept as a hash
 * only, so that the table lists nobody. Rejects with `Unavailable` (`database-down`) only.
 */
export function postgresEnrichmentCache(db: Db): EnrichmentCache {
  return {
    read: (provider, subject) =>
      translated(async () => {
        const row = await db
          .selectFrom('enrichmentCache')
          .select('answer')
          .where('provider', '=', provider)
          .where('subjectHash', '=', hashOf(subject))
          .where('expiresAt', '>', sql<Date>`now()`)
          .executeTakeFirst()
        return row?.answer as EnrichmentAnswer | undefined
      }),
    write: (provider, subject, answer, expiresAt) =>
      translated(async () => {
        await db
          .insertInto('enrichmentCache')
          .values({
            provider,
            subjectHash: hashOf(subject),
            answer: JSON.stringify(answer),
            expiresAt,
          })
          .onConflict((conflict) =>
            conflict.columns(['provider', 'subjectHash']).doUpdateSet((eb) => ({
              answer: eb.ref('excluded.answer'),
              expiresAt: eb.ref('excluded.expiresAt'),
            })),
          )
          .execute()
      }),
  }
}

/** Addresses that differ only in case are one person to every provider. */
const hashOf = (subject: string) => createHash('sha256').update(subject.toLowerCase()).digest()
