import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { Redis } from 'ioredis'
import { hashedKeys } from '../../domain/matching/hashed-keys.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import { MOST_PER_KEY, rankCandidates } from '../../domain/matching/rank-candidates.ts'
import { type Candidates, type IdentityIndex, MOST_CANDIDATES } from '../../ports/identity-index.ts'
import { redisConnection } from './connection.ts'
import { type IndexLayout, indexLayout, unpacked } from './index-layout.ts'

/** Ten times what a look-up takes when all is well. */
const TIME_LIMIT_MS = 100
/** A server that hangs costs the time limit so many times, and is then left alone for a while. */
const FAILURES = 3
const LEFT_ALONE_MS = 2_000

/** Why Redis did not answer: it is away, it hangs, or its copy is not there, not whole or too old. */
export type FallbackReason = 'unavailable' | 'not-ready'

type Parts = {
  readonly url: string
  /** Names the installation, as the log does whose copy is read. */
  readonly installation: () => Promise<string>
  readonly onBroken: (code: string) => void
  /** How long Redis may take for one command, in milliseconds. */
  readonly timeLimitMs?: number
}

export type RedisLookUp = {
  /** The candidates, or why Redis cannot name them. */
  candidates(facts: PersonFacts): Promise<Candidates | FallbackReason>
  close(): void
}

/** Candidates from the copy in Redis. Never rejects because of Redis, and never waits for long. */
export function redisLookUp({
  url,
  installation,
  onBroken,
  timeLimitMs = TIME_LIMIT_MS,
}: Parts): RedisLookUp {
  const redis = redisConnection({ url, timeLimitMs, onBroken, isPipelined: true })
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: LEFT_ALONE_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  })
  /** Undefined when Redis fails, in whichever way. Nothing but commands is done in it. */
  const ask: Ask = (commands) =>
    redis.status === 'ready'
      ? breaker.execute(commands).catch(() => undefined)
      : Promise.resolve(undefined)

  return {
    candidates: async (facts) => lookUp({ redis, ask }, indexLayout(await installation()), facts),
    close: () => redis.disconnect(),
  }
}

type Ask = <T>(commands: () => Promise<T>) => Promise<T | undefined>

async function lookUp(
  { redis, ask }: { redis: Redis; ask: Ask },
  layout: IndexLayout,
  facts: PersonFacts,
): Promise<Candidates | FallbackReason> {
  const keys = hashedKeys(facts)
  const first = await ask(() =>
    Promise.all([redis.exists(layout.fresh), ...keys.map(({ key }) => newest(redis, layout, key))]),
  )
  if (first === undefined) return 'unavailable'
  const [isFresh, ...members] = first
  if (isFresh === 0) return 'not-ready'
  const buckets = keys.map(({ kind }, at) => ({
    kind,
    contactIds: (members[at] ?? []).map(layout.nameIn),
  }))
  const { contactIds: names, cappedKeys } = rankCandidates(buckets, MOST_CANDIDATES)
  const records = await ask(() =>
    Promise.all(names.map((name) => redis.get(layout.contactNamed(name)))),
  )
  if (records === undefined) return 'unavailable'
  const found = names.flatMap((name, at) => {
    // A contact that was just taken out may still stand under a key.
    const record = records[at]
    return record ? [{ contactId: layout.idOf(name), facts: unpacked(record) }] : []
  })
  return { found, cappedKeys }
}

function newest(redis: Redis, layout: IndexLayout, key: string): Promise<Buffer[]> {
  const { min, max } = layout.rangeOf(key)
  return redis.zrevrangebylexBuffer(layout.bucket(key), max, min, 'LIMIT', 0, MOST_PER_KEY + 1)
}

type Choice = {
  readonly redis: Pick<RedisLookUp, 'candidates'>
  readonly fallback: IdentityIndex
  /** Told of every look-up that the fallback had to answer. */
  readonly onFallback: (reason: FallbackReason) => void
  /** Told what Redis answered, and how long that took. */
  readonly onAnswer?: (candidates: Candidates, ms: number) => void
}

/** Candidates from Redis or, within the same request, from the fallback. */
export function redisIdentityIndex(choice: Choice): IdentityIndex {
  const { redis, fallback, onFallback, onAnswer = () => undefined } = choice
  return {
    async candidates(facts) {
      const startedMs = performance.now()
      const answer = await redis.candidates(facts)
      if (typeof answer === 'string') {
        onFallback(answer)
        return await fallback.candidates(facts)
      }
      onAnswer(answer, performance.now() - startedMs)
      return answer
    },
  }
}
