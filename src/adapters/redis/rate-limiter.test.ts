import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { PATIENT_MS } from '../../../test/contracts/fault.ts'
import { aRedis, startRedis } from '../../../test/support/a-redis.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { inProcessRateLimiter } from '../in-process/rate-limiter.ts'
import { redisRateLimiter } from './rate-limiter.ts'

const redis = await aRedis()
after(() => redis[Symbol.asyncDispose]())
const withRedis = { skip: redis.missing ?? false }

function aLimiter(url = redis.url ?? '') {
  const told = { fallbacks: 0, broken: [] as string[] }
  const limiter = redisRateLimiter({
    url,
    fallback: inProcessRateLimiter(),
    onFallback: () => {
      told.fallbacks += 1
    },
    onBroken: (code) => told.broken.push(code),
    timeLimitMs: PATIENT_MS,
  })
  return { ...limiter, told, [Symbol.dispose]: limiter.close }
}

/** Asks until Redis counts: a connection takes a moment, in which the fallback does. */
const connected = ({ take, told }: ReturnType<typeof aLimiter>) =>
  eventually('Redis to count', async () => {
    const before = told.fallbacks
    await take(`warm-up ${crypto.randomUUID()}`, 1)
    return told.fallbacks === before
  })

test('processes that share a Redis share their counts', withRedis, async () => {
  using one = aLimiter()
  using two = aLimiter()
  await connected(one)
  await connected(two)
  const name = crypto.randomUUID()

  const first = await one.take(name, 2)
  const second = await two.take(name, 2)
  const third = await one.take(name, 2)
  const fourth = await two.take(name, 2)

  assert.deepEqual([first, second], [undefined, undefined])
  for (const waitMs of [third, fourth]) assert.ok(waitMs && waitMs > 0 && waitMs <= 60_000)
  assert.equal(await one.take(`${name} other`, 2), undefined)
})

test(
  'while Redis is away each process counts alone and says so, and comes back',
  withRedis,
  async (t) => {
    const own = await startRedis()
    if (own === undefined) return t.skip('no redis-server on the PATH to stop and start')
    using limiter = aLimiter(own.url)
    await connected(limiter)
    const name = crypto.randomUUID()

    await own[Symbol.asyncDispose]()
    await eventually('the break to be told', async () => limiter.told.broken.length > 0)
    const before = limiter.told.fallbacks
    const [first, second] = [await limiter.take(name, 1), await limiter.take(name, 1)]

    assert.equal(first, undefined)
    assert.ok(second && second > 0)
    assert.equal(limiter.told.fallbacks, before + 2)
    assert.equal(limiter.told.broken.length, 1)

    await using _again = await startRedis(own.port)
    await connected(limiter)
  },
)
