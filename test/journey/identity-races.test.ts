import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { pipeline } from '../../src/pipeline.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

const ROUNDS = process.env.STL_TEST_LONG === undefined ? 1 : 20
const LIMIT = { timeout: ROUNDS * 120_000 }
const PROCESSES = 4
const PEOPLE = 20
const TIMES = 10
/** Who is who is found in the main line; with its followers it takes four times as long. */
const HOSTED =
  process.env.STL_TEST_LONG === undefined
    ? { STL_STAGES: pipeline.map(({ stage }) => stage.name).join() }
    : {}

const GIVEN = ['Anna', 'Ole', 'Kari', 'Jonas', 'Ingrid']
const FAMILY = ['Berg', 'Dahl', 'Lund', 'Moen']

/** One of the ways in which a person writes who they are: always with their mailbox, however spelt. */
function delivery(person: number, time: number): Record<string, string> {
  const [given = '', family = ''] = [GIVEN[person % 5], FAMILY[person % 4]]
  const [user, phone] = [`${given}${family}`.toLowerCase(), `+4722123${400 + person}`]
  const company = `Company ${String.fromCharCode(65 + person).repeat(5)}`
  const message = `Question ${time} of person ${person}`
  const about = { full_name: `${given} ${family}`, company, message }
  const ways = [
    { ...about, email: `${user}@gmail.com`, phone },
    { ...about, email: `${given}.${family}@gmail.com`, phone },
    { ...about, email: `${user}+offers@googlemail.com` },
    { email: `${user}@googlemail.com`, phone, message },
    { email: `${user}@gmail.com`, message },
  ]
  return ways[time % ways.length] as Record<string, string>
}

/** A worker in a process of its own, until its test ends. */
async function startWorkerProcess({ databaseUrl, config }: TestGateway): Promise<AsyncDisposable> {
  const file = new URL('../crash/doomed-worker.ts', import.meta.url)
  const worker = fork(file, [databaseUrl, '0', String(config.leaseSeconds)], {
    env: { ...process.env, ...HOSTED },
  })
  const exit = once(worker, 'exit')
  await once(worker, 'message')
  return {
    async [Symbol.asyncDispose]() {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

/** However slow the machine is: as long as some are decided, the others are waited for. */
async function allDecided({ db }: TestGateway): Promise<void> {
  let decided = 0
  while (decided < PEOPLE * TIMES) {
    const before = decided
    decided = await eventually('another to be decided', async () => {
      const { length } = await db
        .selectFrom('leads')
        .select('id')
        .where('state', '!=', 'travelling')
        .execute()
      return length > before && length
    })
  }
}

for (let round = 1; round <= ROUNDS; round += 1) {
  test(
    `200 deliveries of 20 people at four processes give 20 contacts, round ${round}`,
    LIMIT,
    async () => {
      await using gateway = await startTestGateway()
      await using processes = new AsyncDisposableStack()
      const started = Array.from({ length: PROCESSES }, () => startWorkerProcess(gateway))
      for (const one of await Promise.all(started)) processes.use(one)

      const deliveries = Array.from({ length: PEOPLE * TIMES }, (_, at) =>
        delivery(at % PEOPLE, (Math.floor(at / PEOPLE) + at + round) % TIMES),
      )
      await Promise.all(deliveries.map((form) => gateway.submit('web-form', form)))
      await allDecided(gateway)

      const contacts = await gateway.db.selectFrom('contacts').select(['id', 'leadCount']).execute()
      assert.equal(contacts.length, PEOPLE)
      assert.deepEqual([...new Set(contacts.map(({ leadCount }) => leadCount))], [TIMES])
      assert.deepEqual(await gateway.db.selectFrom('reviewItems').select('kind').execute(), [])
      await assertNothingLostOrTwice(gateway.db)
    },
  )
}
