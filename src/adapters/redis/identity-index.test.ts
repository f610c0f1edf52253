import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Redis } from 'ioredis'
import { HASTY_MS, PATIENT_MS } from '../../../test/contracts/fault.ts'
import { INGRID, identityIndexContract } from '../../../test/contracts/identity-index-contract.ts'
import { aRedis, startRedis } from '../../../test/support/a-redis.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { filedContacts } from '../../../test/support/filed-contacts.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { ContactLog } from '../../ports/contact-log.ts'
import { postgresContactLog } from '../postgres/contact-log.ts'
import { postgresIdentityIndex } from '../postgres/identity-index.ts'
import { postgresIdentityIndexUpkeep } from '../postgres/identity-index-upkeep.ts'
import { type FallbackReason, redisIdentityIndex, redisLookUp } from './identity-index.ts'
import { redisIndexCopy } from './identity-index-copy.ts'
import { indexLayout } from './index-layout.ts'

const redis = await aRedis()
after(() => redis[Symbol.asyncDispose]())
const withRedis = { skip: redis.missing ?? false }

/** An index in Redis before one in PostgreSQL, with all of it in hand. */
async function anIndex(url = redis.url ?? '', timeLimitMs = PATIENT_MS) {
  await using untilItFails = new AsyncDisposableStack()
  const { db } = untilItFails.use(await scratchDatabase())
  const log = postgresContactLog(db)
  const told = { fallbacks: [] as FallbackReason[], broken: [] as string[] }
  const onBroken = (code: string) => told.broken.push(code)
  const lookUp = redisLookUp({ url, installation: log.name, onBroken, timeLimitMs })
  untilItFails.defer(lookUp.close)
  const copy = redisIndexCopy({ url, log, onBroken: () => undefined })
  untilItFails.defer(copy.close)
  const index = redisIdentityIndex({
    redis: lookUp,
    fallback: postgresIdentityIndex(db),
    onFallback: (reason) => told.fallbacks.push(reason),
  })
  const layout = indexLayout(await log.name())
  untilItFails.defer(() => clear(url, layout.everything))
  const { file, forget } = filedContacts(db)
  const started = untilItFails.move()
  return {
    ...{ db, log, told, index, lookUp, copy, layout, file, forget },
    settled: () => followed(copy, lookUp),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** Follows to the end of the log; a connection takes a moment. */
async function followed(
  copy: Awaited<ReturnType<typeof redisIndexCopy>>,
  lookUp: ReturnType<typeof redisLookUp>,
): Promise<void> {
  await eventually('the copy to have come to the end', async () => {
    try {
      return (await copy.follow()) === 'done' && (await copy.lagSeconds()) === 0
    } catch (error) {
      if (error instanceof Unavailable && error.code === 'redis-down') return false
      throw error
    }
  })
  await eventually(
    'Redis to answer',
    async () => typeof (await lookUp.candidates(INGRID)) !== 'string',
  )
}

/** What a test has left in a Redis that others use too. */
async function clear(url: string, pattern: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  const isThere = await client.connect().then(
    () => true,
    () => false,
  )
  const keys = isThere ? await client.keys(pattern) : []
  for (const key of keys) await client.unlink(key)
  client.disconnect()
}

const byEmail = (email: string) => ({ emails: [email], phones: [], companyDomains: [] })

if (redis.missing === undefined) {
  identityIndexContract('Redis', async () => {
    const made = await anIndex()
    const onlyRedis = redisIdentityIndex({
      redis: made.lookUp,
      fallback: { candidates: () => Promise.reject(new Error('Redis did not answer')) },
      onFallback: () => undefined,
    })
    return { ...made, index: onlyRedis }
  })
}

test(
  'what is filed later is followed, each change once and in the order of commits',
  withRedis,
  async () => {
    await using made = await anIndex()
    const { db, file, index, told, copy } = made
    await made.settled()
    const open = await db.startTransaction().execute()
    await filedContacts(open).file(byEmail('late@acme.example'))
    await file(byEmail('soon@acme.example'))
    await copy.follow()
    assert.notEqual(await copy.lagSeconds(), 0)
    await open.commit().execute()
    await made.settled()

    for (const email of ['late@acme.example', 'soon@acme.example']) {
      assert.equal((await index.candidates(byEmail(email))).found.length, 1, email)
    }
    assert.deepEqual(told.fallbacks, [])
  },
)

test('a copy that was emptied is not used, and is made again', withRedis, async () => {
  await using made = await anIndex()
  const ingrid = await made.file(INGRID)
  await made.settled()
  await clear(redis.url ?? '', made.layout.everything)

  const { found } = await made.index.candidates(INGRID)
  assert.deepEqual(
    found.map(({ contactId }) => contactId),
    [ingrid],
  )
  assert.deepEqual(made.told.fallbacks, ['not-ready'])

  await made.settled()
  assert.equal((await made.index.candidates(INGRID)).found.length, 1)
  assert.deepEqual(made.told.fallbacks, ['not-ready'])
})

/** A connection of the test's own. */
function aClient() {
  const client = new Redis(redis.url ?? '')
  return Object.assign(client, { [Symbol.dispose]: () => client.disconnect() })
}

/** Takes one turn in the middle of which something happens. */
async function turnWith(
  made: Awaited<ReturnType<typeof anIndex>>,
  happens: () => Promise<unknown>,
) {
  const { log } = made
  const disturbed: ContactLog = {
    ...log,
    inTurn: (work) =>
      log.inTurn((turn) =>
        work({
          ...turn,
          async after(...asked) {
            await happens()
            return await turn.after(...asked)
          },
        }),
      ),
  }
  const copy = redisIndexCopy({ url: redis.url ?? '', log: disturbed, onBroken: () => undefined })
  try {
    await eventually('a turn to be taken', async () => {
      const taken = await copy.follow().catch(() => 'busy')
      return taken !== 'busy'
    })
  } finally {
    copy.close()
  }
}

async function findsAllAgain(made: Awaited<ReturnType<typeof anIndex>>, expected: ContactId) {
  await made.settled()
  const { found } = await made.index.candidates(INGRID)
  assert.deepEqual(
    found.map(({ contactId }) => contactId),
    [expected],
  )
  assert.deepEqual(made.told.fallbacks, [])
}

test(
  'a copy that is emptied in the middle of a turn is made from the beginning',
  withRedis,
  async () => {
    await using made = await anIndex()
    const ingrid = await made.file(INGRID)
    await made.settled()
    await made.file(byEmail('olga@acme.example'))

    await turnWith(made, () => clear(redis.url ?? '', made.layout.everything))

    await findsAllAgain(made, ingrid)
  },
)

test(
  'who is held up until another has begun anew does not move the place of that one',
  withRedis,
  async () => {
    await using made = await anIndex()
    const ingrid = await made.file(INGRID)
    await made.settled()
    await made.file(byEmail('olga@acme.example'))
    using client = aClient()
    const { edition } = JSON.parse((await client.get(made.layout.place)) ?? '') as {
      edition: string
    }

    await turnWith(made, async () => {
      await clear(redis.url ?? '', made.layout.everything)
      await client.set(made.layout.place, JSON.stringify({ edition, isWhole: false }))
    })

    await findsAllAgain(made, ingrid)
  },
)

test('a copy that nobody follows is not used: it may be too old', withRedis, async () => {
  await using made = await anIndex()
  await made.file(INGRID)
  await made.settled()
  await clear(redis.url ?? '', made.layout.fresh)

  assert.equal((await made.index.candidates(INGRID)).found.length, 1)
  assert.deepEqual(made.told.fallbacks, ['not-ready'])
})

test('made anew by command, nothing stays of what was wrong', withRedis, async () => {
  await using made = await anIndex()
  const ingrid = await made.file(INGRID)
  await made.settled()
  const client = new Redis(redis.url ?? '')
  await client.set(made.layout.contact(ingrid), '["Somebody","Else",0,[],[],[]]')
  client.disconnect()

  await postgresIdentityIndexUpkeep(made.db).beginAnew()
  await made.settled()

  assert.deepEqual((await made.index.candidates(INGRID)).found, [
    { contactId: ingrid, facts: INGRID },
  ])
})

test(
  'making it may stop anywhere and goes on from there; two never write at once',
  withRedis,
  async () => {
    await using made = await anIndex()
    const { db, log, copy } = made
    for (let count = 0; count < 1_100; count += 1) {
      await made.file(byEmail(`p${count}@acme.example`))
    }
    const other = redisIndexCopy({
      url: redis.url ?? '',
      log: postgresContactLog(db),
      onBroken: () => undefined,
    })
    try {
      await eventually(
        'both to be connected',
        async () =>
          (await copy.follow().catch(() => 'away')) !== 'away' &&
          (await other.follow().catch(() => 'away')) !== 'away',
      )
      assert.equal(await log.inTurn(() => copy.follow()), 'busy')
      assert.notEqual(await copy.lagSeconds(), 0)
      await Promise.all([followed(copy, made.lookUp), followed(other, made.lookUp)])

      for (const at of [0, 249, 250, 1_099]) {
        assert.equal((await made.index.candidates(byEmail(`p${at}@acme.example`))).found.length, 1)
      }
      assert.deepEqual(made.told.fallbacks, [])
      assert.equal(await copy.lagSeconds(), 0)
    } finally {
      other.close()
    }
  },
)

test(
  'a page that was written and not its end is written again without harm',
  withRedis,
  async () => {
    await using made = await anIndex()
    const { layout } = made
    const ingrid = await made.file(INGRID)
    await made.settled()
    const client = new Redis(redis.url ?? '')
    const before = await client.get(layout.place)
    await made.file({ ...INGRID, phones: ['+4790000001'] }, ingrid)
    await made.file({ ...INGRID, company: 'Fjord' }, ingrid)
    await made.settled()
    await client.set(layout.place, before ?? '')
    client.disconnect()
    await made.settled()

    const expected = await postgresIdentityIndex(made.db).candidates(INGRID)
    assert.deepEqual(await made.index.candidates(INGRID), expected)
  },
)

test(
  'Redis goes away and comes back: no look-up fails, and it is said why',
  withRedis,
  async (t) => {
    const own = await startRedis()
    if (own === undefined) return t.skip('no redis-server on the PATH to stop and start')
    await using made = await anIndex(own.url)
    await made.file(INGRID)
    await made.settled()

    await own[Symbol.asyncDispose]()
    const during = await Promise.all(
      Array.from({ length: 20 }, () => made.index.candidates(INGRID)),
    )

    for (const { found } of during) assert.equal(found.length, 1)
    assert.equal(made.told.fallbacks.length, 20)
    assert.ok(made.told.fallbacks.every((reason) => reason === 'unavailable'))
    await eventually('the break to be told', async () => made.told.broken.length > 0)
    assert.equal(made.told.broken.length, 1)

    await using _again = await startRedis(own.port)
    const olga = await made.file(byEmail('olga@acme.example'))
    await made.settled()
    const before = made.told.fallbacks.length
    const { found } = await made.index.candidates(byEmail('olga@acme.example'))
    assert.deepEqual(
      found.map(({ contactId }) => contactId),
      [olga],
    )
    assert.equal(made.told.fallbacks.length, before)
  },
)

test(
  'a Redis that hangs costs its time limit a few times and is then left alone',
  withRedis,
  async (t) => {
    const own = await startRedis()
    if (own === undefined) return t.skip('no redis-server on the PATH to stop and start')
    await using _own = own
    await using made = await anIndex(own.url, HASTY_MS)
    await made.file(INGRID)
    await made.settled()
    own.signal('SIGSTOP')
    try {
      const times: number[] = []
      for (let count = 0; count < 12; count += 1) {
        const startedMs = performance.now()
        assert.equal((await made.index.candidates(INGRID)).found.length, 1)
        times.push(performance.now() - startedMs)
      }
      // Machines are noisy: the half that is left alone must be faster than those that wait.
      const [waited, alone] = [times.slice(0, 3), times.slice(3)]
      assert.ok(Math.min(...waited) > Math.min(...alone) * 2, times.join(' '))
      assert.equal(made.told.fallbacks.length, 12)
    } finally {
      own.signal('SIGCONT')
    }
    await eventually('Redis to answer again', async () => {
      await made.copy.follow().catch(() => undefined)
      return typeof (await made.lookUp.candidates(INGRID)) !== 'string'
    })
  },
)

test('no command is about two keys, so that a cluster takes all of them', withRedis, async (t) => {
  const own = await startRedis(undefined, ['--cluster-enabled', 'yes'])
  if (own === undefined) return t.skip('no redis-server on the PATH to start as a cluster')
  await using _own = own
  const client = new Redis(own.url)
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await eventually('the cluster to be whole', async () =>
    String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
  )
  client.disconnect()
  await using made = await anIndex(own.url)
  const ingrid = await made.file(INGRID)
  await made.settled()
  await postgresIdentityIndexUpkeep(made.db).beginAnew()
  await made.file({ ...INGRID, company: 'Fjord' }, ingrid)
  await made.settled()

  const { found } = await made.index.candidates(INGRID)
  assert.deepEqual(
    found.map(({ contactId }) => contactId),
    [ingrid],
  )
  assert.deepEqual(made.told.fallbacks, [])
})
