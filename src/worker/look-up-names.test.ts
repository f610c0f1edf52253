import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedinSandbox, SANDBOX_LINKEDIN_TOKEN } from '../../sandbox/linkedin-sandbox.ts'
import { unavailable } from '../../test/contracts/fault.ts'
import { scratchDatabase } from '../../test/support/scratch-database.ts'
import { stored } from '../../test/support/stored.ts'
import { linkedinCampaignNames } from '../adapters/linkedin/campaign-names.ts'
import { postgresNameRegister } from '../adapters/postgres/name-register.ts'
import { lookUpNames } from './look-up-names.ts'

const NOON = new Date('2026-03-02T12:00:00Z')

/** A look-up at LinkedIn of what these leads came with. */
async function lookUpFor(forms: readonly object[]) {
  await using starting = new AsyncDisposableStack()
  const linkedin = starting.use(await linkedinSandbox())
  const { db } = starting.use(await scratchDatabase())
  const started = starting.move()
  for (const form of forms) {
    await stored.lead(db, { receivedAt: NOON, sourceKey: 'linkedin' }, { form })
  }
  const register = postgresNameRegister(db)
  const lookUp = await register.claim(['linkedin'], { holder: 'a', at: NOON, forMs: 60_000 })
  assert.ok(lookUp)
  await register.gather(lookUp, 'linkedin', NOON)
  const access = { token: SANDBOX_LINKEDIN_TOKEN, baseUrl: linkedin.url, account: '1' }
  const told: [string, number][] = []
  return {
    linkedin,
    told,
    run: (onAsked: () => void = () => undefined) =>
      lookUpNames(lookUp, {
        vendor: linkedinCampaignNames(access),
        register,
        named: () => [],
        clock: () => NOON,
        signal: new AbortController().signal,
        claimMs: 60_000,
        onAsked(outcome, ids) {
          told.push([outcome, ids])
          onAsked()
        },
      }),
    names: async () => {
      const rows = await db.selectFrom('campaignNames').select(['id', 'name']).execute()
      return rows.filter(({ name }) => name !== null).map(({ id }) => id)
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

test('a kind the token may not ask for does not keep the others from their names', async () => {
  await using it = await lookUpFor([{ campaign: { id: '71' }, ad: { id: '72' }, formId: '73' }])
  const { names, forms, forbidden } = it.linkedin.received
  forbidden.add('adAccounts/1/adCampaigns/71')
  names.set('1/creatives/72', 'Blue')
  forms.set('73', { id: '73', name: 'Ask us' })

  const failure = await it.run()

  assert.equal(failure?.code, 'source-permission-missing')
  assert.deepEqual((await it.names()).toSorted(), ['72', '73'])
  assert.deepEqual(
    it.told.filter(([, ids]) => ids > 0),
    [
      ['failed', 1],
      ['found', 1],
      ['found', 1],
    ],
  )
})

test('what was answered is kept when the vendor then fails, and only the rest is asked for again', async () => {
  const ids = ['1', '2', '3', '4', '5', '6', '7']
  await using it = await lookUpFor(ids.map((id) => ({ campaign: { id } })))
  for (const id of ids) it.linkedin.received.names.set(`1/adCampaigns/${id}`, `Campaign ${id}`)

  const failure = await unavailable(it.run(() => it.linkedin.behave({ status: 503 })))
  const kept = await it.names()
  const before = it.linkedin.received.calls
  it.linkedin.behave({})
  const none = await it.run()

  assert.equal(failure.code, 'linkedin-failed')
  assert.equal(kept.length, 5)
  assert.equal(none, undefined)
  assert.deepEqual((await it.names()).toSorted(), ids)
  assert.equal(it.linkedin.received.calls - before, 2)
})
