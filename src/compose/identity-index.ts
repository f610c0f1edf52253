import { connect } from '../adapters/postgres/connect.ts'
import { postgresContactLog } from '../adapters/postgres/contact-log.ts'
import { postgresIdentityIndex } from '../adapters/postgres/identity-index.ts'
import { postgresIdentityIndexUpkeep } from '../adapters/postgres/identity-index-upkeep.ts'
import { redisIdentityIndex, redisLookUp } from '../adapters/redis/identity-index.ts'
import { redisIndexCopy } from '../adapters/redis/identity-index-copy.ts'
import type { IdentityIndex } from '../ports/identity-index.ts'
import { measuredIdentityIndex, measureLookUp } from '../telemetry/measured-identity-index.ts'
import { type IndexKeeper, keepIndex } from '../worker/keep-index.ts'
import type { Platform } from './platform.ts'

/** Its own, so that no lead waits for a connection because the index is being made. */
const CONNECTIONS = 2

/** Who finds contacts that may be one person: PostgreSQL or, where there is one, Redis before it. */
export function identityIndexOf({ db, config, telemetry, log }: Platform): {
  readonly index: IdentityIndex
  close(): void
} {
  const { metrics } = telemetry
  const fallback = measuredIdentityIndex(postgresIdentityIndex(db), 'postgres', metrics)
  if (config.redisUrl === undefined) return { index: fallback, close: () => undefined }
  const redis = redisLookUp({
    url: config.redisUrl.reveal(),
    installation: postgresContactLog(db).name,
    onBroken: (code) => log.warn({ code }, 'Redis is away: contacts are looked up in PostgreSQL'),
  })
  const index = redisIdentityIndex({
    ...{ redis, fallback },
    onFallback: (reason) => metrics.count('stl_identity_index_fallbacks_total', { reason }),
    onAnswer: (candidates, ms) => measureLookUp(metrics, 'redis', candidates, ms),
  })
  return { index, close: redis.close }
}

/** Starts making and following the index. */
export function startIndexKeeper({ databaseUrl, config, telemetry, log }: Platform): IndexKeeper {
  const db = connect(databaseUrl, CONNECTIONS)
  const copy =
    config.redisUrl &&
    redisIndexCopy({
      url: config.redisUrl.reveal(),
      log: postgresContactLog(db),
      onBroken: (code) => log.warn({ code }, 'Redis is away: its index of contacts falls behind'),
    })
  if (copy !== undefined) {
    telemetry.metrics.gauge('stl_identity_index_lag_seconds', async () => {
      const value = await copy.lagSeconds()
      return value === undefined ? [] : [{ labels: {}, value }]
    })
  }
  const keeper = keepIndex({ upkeep: postgresIdentityIndexUpkeep(db), copy, log })
  return {
    async stop() {
      await keeper.stop()
      await db.destroy()
    },
  }
}
