import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { samplesMissing } from '../support/shared-samples.ts'
import { batches, hostileBatch } from './batches.ts'
import { deliverAll } from './deliver-all.ts'
import { type FuzzedGateway, fuzzedGateway } from './fuzzed-gateway.ts'
import {
  described,
  type Hostile,
  hostileDelivery,
  type Recipe,
  recipes,
} from './hostile-delivery.ts'
import { forget, judged, missingLeads, wrongLeads } from './judge.ts'
import { requestOf, verdictOf } from './request-of.ts'
import { samples } from './samples.ts'

/** Decides everything that is sent. What a run has printed is sent again with FUZZ_SEED. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_302)
const IS_LONG = process.env.STL_TEST_LONG !== undefined
const CASES = IS_LONG ? 100_000 : 1_000
/** So many are sent before they are judged. */
const CHUNK = 1_000
/** Seconds where nothing else runs; how long it may take is no property of what is tested. */
const LIMIT = { timeout: IS_LONG ? 4 * 3_600_000 : 600_000 }

const all = new Map((await samples()).map((sample) => [sample.name, sample]))
const recipe = recipes([...all.keys()])

test('hostile input to capture', LIMIT, async (t) => {
  if (samplesMissing !== false) t.diagnostic(`Examples of the documents only: ${samplesMissing}`)
  await using gateway = await fuzzedGateway()
  const given = { samples: all, publicUrl: gateway.url }

  await t.test(
    'is answered, never with 5xx; what is authentic is kept, what is forged is not',
    LIMIT,
    async (t) => {
      t.diagnostic(`${CASES} cases from seed ${SEED}`)
      const memory: number[] = []
      for (let first = 0; first < CASES; first += CHUNK) {
        const seed = SEED + first / CHUNK
        const chosen = fc.sample(recipe, { seed, numRuns: Math.min(CHUNK, CASES - first) })
        await assertNoneWrong(
          gateway,
          chosen.map((one) => hostileDelivery(one, given)),
          seed,
        )
        assert.deepEqual(await wrongLeads(gateway.db), [])
        memory.push((await gateway.tells()).rss)
        await forget(gateway.db)
      }
      assert.deepEqual((await gateway.tells()).inherited, [])
      assert.equal(gateway.complaints(), '')
      t.diagnostic(`MB after each ${CHUNK} cases: ${inMegabytes(memory)}`)
      if (IS_LONG) assertFlat(memory.slice(memory.length / 2))
    },
  )

  await t.test('one bad lead in a batch does not lose the others', LIMIT, async () => {
    const runs = IS_LONG ? 2_000 : 50
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const { it, goodKeys } = hostileBatch(batch, given)
        // Of a body that is no JSON as a whole nothing can be told apart.
        fc.pre((await requestOf(it)).unreadable === undefined)
        const [[, answered] = []] = await deliverAll(gateway, [it])
        assert.deepEqual(answered, { status: 200, text: '{}' }, described(it))
        assert.equal(await missingLeads(gateway.db, it.sourceKey, goodKeys), 0, described(it))
      }),
      { seed: SEED, numRuns: runs },
    )
  })
})

/** Fails with the smallest case that goes wrong on its own, else with the first that went wrong here. */
async function assertNoneWrong(
  gateway: FuzzedGateway,
  deliveries: readonly Hostile[],
  seed: number,
): Promise<void> {
  const all = await wrongOf(gateway, deliveries).catch((error: unknown) =>
    // When the gateway has ended, or has not counted right, any of them may be why.
    deliveries.map(() => String(error)),
  )
  const wrong = deliveries.flatMap((it, index) => {
    const why = all[index]
    return why === undefined ? [] : [{ it, why, path: `${index}` }]
  })
  for (const { path } of wrong) await tellSmallest({ seed, path })
  const [first] = wrong
  if (first !== undefined) {
    assert.fail(`Only among others, of seed ${seed}: ${first.why}\n${described(first.it)}`)
  }
}

/** What is wrong with each delivery; and whether all that were forged were counted. */
async function wrongOf(gateway: FuzzedGateway, deliveries: readonly Hostile[]) {
  const refusedBefore = await forgeriesCounted(gateway)
  const answers = await deliverAll(gateway, deliveries)
  const sent = await Promise.all(
    answers.map(async ([it, answered]) => ({ it, answered, verdict: await verdictOf(it) })),
  )
  const told = answers.filter(([, answered]) => 'status' in answered && answered.status === 401)
  assert.equal((await forgeriesCounted(gateway)) - refusedBefore, told.length)
  return judged(gateway.db, sent)
}

const forgeriesCounted = async (gateway: FuzzedGateway) =>
  (await gateway.refused()).get('delivery-not-authentic') ?? 0

/**
 * Makes a case that goes wrong on its own as small as it gets, and fails with it, its seed and its path.
 * The gateway is a new one, and another whenever it has ended.
 */
async function tellSmallest(replay: { seed: number; path: string }) {
  await using stack = new AsyncDisposableStack()
  let gateway = stack.use(await fuzzedGateway())
  const isRight = async (one: Recipe) => {
    const it = hostileDelivery(one, { samples: all, publicUrl: gateway.url })
    try {
      const [why] = await wrongOf(gateway, [it])
      assert.equal(why, undefined, `${why}\n${described(it)}`)
    } finally {
      if (gateway.hasEnded()) gateway = stack.use(await fuzzedGateway())
      else await forget(gateway.db)
    }
  }
  await fc.assert(fc.asyncProperty(recipe, isRight), { ...replay, numRuns: 1 })
}

/** Memory after every chunk, once the process is warm, in bytes. */
function assertFlat(memory: readonly number[]): void {
  const [least, most] = [Math.min(...memory), Math.max(...memory)]
  assert.ok(most <= least * 1.1, `Memory was not flat in the second half: ${inMegabytes(memory)}`)
}

const inMegabytes = (memory: readonly number[]) =>
  memory.map((bytes) => Math.round(bytes / 1_000_000)).join(' ')
