import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { aLedger } from '../../test/support/a-ledger.ts'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { storeLedger } from '../../test/support/store-ledger.ts'
import { hashOf } from '../domain/ledger-hash.ts'
import { entryOf, lineOf } from '../domain/ledger-line.ts'

const MONDAY = new Date('2026-03-02T09:00:00Z')
const NOWHERE = { url: 'http://127.0.0.1:9' }

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, ...args)

/** A folder for one test. */
async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'fairness-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const EMEA = { ingvild: 1, jonas: 2, amelie: 2, tobias: 2 }

test('an exported ledger proves itself without a product, as it does with one', async () => {
  await using api = await runningApi()
  await using files = await folder()
  const file = join(files.path, 'emea.jsonl')
  const ledger = aLedger('emea', { turns: 2_100, weights: EMEA })
  await storeLedger(api.db, ledger)

  const { out: exported, exitCode } = await run(api, 'fairness', 'export', 'emea')
  await writeFile(file, exported)
  const here = await run(api, 'fairness', 'verify', 'emea')
  const offline = await stl(NOWHERE, 'fairness', 'verify', '--file', file)
  const answer = await api.call('GET', '/v1/pools/emea/fairness/proof')

  assert.deepEqual([exitCode, here.exitCode, offline.exitCode], [0, 0, 0])
  assert.deepEqual(exported.split('\n').map(entryOf), ledger)
  assert.equal(offline.out, here.out)
  assert.match(here.out, /2100 entries/)
  assert.match(here.out, new RegExp(ledger.at(-1)?.hash ?? 'none'))
  assert.match(here.out, /jonas +600\.00 +600 +0\.00/)
  assert.match(here.out, /is no proof here: weights differ/)
  for (const line of here.out.split('\n')) assert.ok(line.length <= 80, line)
  assert.partialDeepStrictEqual(answer.body, { entries: 2_100, problems: [] })
})

test('whatever was done to an export is told with its entry, and the exit code is 1', async () => {
  await using files = await folder()
  const file = join(files.path, 'trio.jsonl')
  const ledger = aLedger('trio', { turns: 30, weights: { a: 1, b: 1, c: 1 } })
  const lines = ledger.map(lineOf)
  const [tenth] = ledger.slice(9)
  assert.ok(tenth)
  const other = ledger.find(({ repId }) => repId !== tenth.repId)
  const favour = { ...tenth, repId: other?.repId ?? tenth.repId }
  const verified = async (changed: readonly string[]) => {
    await writeFile(file, changed.join('\n'))
    return stl(NOWHERE, 'fairness', 'verify', '--file', file)
  }

  const whole = await verified(lines)
  const changed = await verified(lines.with(9, lineOf(favour)))
  const rehashed = await verified(lines.with(9, lineOf({ ...favour, hash: hashOf(favour) })))
  const missing = await verified(lines.toSpliced(9, 1))
  const garbled = await verified(lines.with(9, '{"sequence":'))

  assert.equal(whole.exitCode, 0)
  assert.match(whole.out, /Proven to be the most: 1\.0 leads for 3 equal members/)
  assert.deepEqual(
    [changed, rehashed, missing, garbled].map(({ exitCode }) => exitCode),
    [1, 1, 1, 1],
  )
  assert.match(changed.out, /entry 10 was changed/)
  assert.match(rehashed.out, /entry 10 gave the lead to somebody whose turn it was not/)
  assert.match(missing.out, /entry 11 does not follow/)
  assert.match(garbled.out, /entry 10 cannot be read/)
})

test('a pool shows who is owed what, and the turns that come', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  await storeLedger(api.db, aLedger('emea', { turns: 3, weights: EMEA }))

  const { out } = await run(api, 'fairness', 'show', 'emea')
  const { body } = await api.call('GET', '/v1/pools/emea/fairness')
  const empty = await run(api, 'fairness', 'show', 'americas')

  const { members, coming } = body as {
    members: { repId: string; weight: number; credit: number; received: number; entitled: number }[]
    coming: { repId: string }[]
  }
  assert.match(out, /Pool emea \(round-robin\) after 3 entries/)
  assert.match(out, /ingvild +1 +here +0\.43 +[01] +[+-]0\.\d\d/)
  assert.deepEqual(
    members.map(({ entitled }) => Math.round(entitled * 7)),
    [3, 6, 6, 6],
  )
  // Seven turns give 1, 2, 2 and 2, and three of them are over.
  const counts = Map.groupBy(coming.slice(0, 4), ({ repId }) => repId)
  for (const { repId, weight, received } of members) {
    assert.equal(received + (counts.get(repId)?.length ?? 0), weight)
  }
  assert.match(empty.out, /Nobody is there to take a turn/)
})

test('a pool there is not, a file there is not, and a wrong call are told apart', async () => {
  await using api = await runningApi()

  const unknown = await run(api, 'fairness', 'verify', 'emae')
  const noFile = await stl(NOWHERE, 'fairness', 'verify', '--file', '/nothing/there')
  const both = await stl(NOWHERE, 'fairness', 'verify', 'emea', '--file', 'x')
  const never = await run(api, 'fairness', 'verify', 'emea')

  assert.deepEqual(
    [unknown, noFile, both, never].map(({ exitCode }) => exitCode),
    [1, 1, 2, 0],
  )
  assert.match(unknown.complaint, /There is no pool `emae`; did you mean `emea`\?/)
  assert.match(never.out, /There are no entries/)
})

test('a turn is refunded once, also by two at once, and the ledger still proves itself', async () => {
  await using api = await runningApi()
  const ledger = aLedger('emea', { turns: 9, weights: EMEA })
  await storeLedger(api.db, ledger)
  const last = ledger.at(-1)
  const before = ledger.at(-2)
  assert.ok(last?.kind === 'pick')
  const refund = (reason: string) => run(api, 'fairness', 'refund', last.leadId, '--reason', reason)

  const both = await Promise.all([refund('spam'), refund('duplicate')])
  const again = await refund('spam')
  const wrong = await refund('missed-it')
  const manager = { token: await api.token('rep', 'jonas'), body: { reason: 'spam' } }
  const byRep = await api.call('POST', `/v1/leads/${last.leadId}/refund`, manager)
  const proof = await run(api, 'fairness', 'verify', 'emea')
  const { body } = await api.call('GET', '/v1/pools/emea/ledger?limit=1')

  assert.deepEqual(both.map(({ exitCode }) => exitCode).sort(), [0, 1])
  assert.deepEqual([again.exitCode, wrong.exitCode, byRep.status], [1, 1, 403])
  assert.equal(proof.exitCode, 0, proof.out)
  assert.match(proof.out, /leads were refunded/)
  const { items } = body as { items: { credits: unknown; by: string; refundOf: number }[] }
  assert.partialDeepStrictEqual(items[0], { credits: before?.credits, by: 'admin', refundOf: 9 })
})

test('credits are adjusted at the cost of the others, before the first pick too', async () => {
  await using api = await runningApi()
  const adjust = (...args: string[]) => run(api, 'fairness', 'adjust', ...args)

  const done = await adjust('emea', 'jonas', '--credits', '1.5', '--reason', 'agreed')
  const stranger = await adjust('emea', 'grace', '--credits', '1', '--reason', 'agreed')
  const wordless = await adjust('emea', 'jonas', '--credits', 'x', '--reason', 'agreed')
  const proof = await run(api, 'fairness', 'verify', 'emea')

  assert.deepEqual(
    [done, stranger, wordless].map(({ exitCode }) => exitCode),
    [0, 1, 2],
  )
  assert.equal(proof.exitCode, 0, proof.out)
  assert.match(proof.out, /jonas +1\.50 +0 +\+1\.50/)
  assert.match(proof.out, /amelie +-0\.60 +0 +-0\.60/)
})
