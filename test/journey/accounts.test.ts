import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, newId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { officeOnly } from '../support/office-only.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Tuesday on which reps are at work. */
const TUESDAY = '2026-11-24T09:00:00Z'
/** A night on which nobody is. */
const SATURDAY = '2026-11-21T23:00:00Z'

async function anAccount(product: TestProduct, body: object): Promise<AccountId> {
  const id = newId<AccountId>()
  const { status } = await product.api('PUT', `/v1/accounts/${id}`, body)
  assert.equal(status, 200)
  return id
}

let written = 0
/** A lead of somebody new. */
async function send(product: TestProduct, company: string, mail: string, email?: string) {
  written += 1
  const id = await product.submit('web-form', {
    email: email ?? `person${written}@${mail}`,
    company,
    country: 'DE',
    message: `What does it cost? ${written}`,
  })
  return product.decided(id)
}

const reasonsOf = async ({ db }: TestProduct, leadId: string) =>
  db
    .selectFrom('assignments')
    .select(['repId', 'reason'])
    .where('leadId', '=', leadId as never)
    .orderBy('offeredAt')
    .execute()

test('a lead goes to whoever owns its account, or the one above it, and says why', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  const top = await anAccount(product, { name: 'Quayside Holding', ownerRepId: 'amelie' })
  const quay = await anAccount(product, {
    name: 'Quayside Logistics AS',
    domains: ['quayside.example'],
    ownerRepId: 'jonas',
    parentId: top,
  })
  const tools = await anAccount(product, { name: 'Harbour Tools', parentId: top })

  const mine = await send(product, 'Quayside Logistics GmbH', 'quayside.example')
  const parents = await send(product, 'harbour tools ltd', 'elsewhere.example')
  const nobodys = await send(product, 'Somebody Else AG', 'else.example')

  assert.deepEqual([mine.accountId, mine.repId], [quay, 'jonas'])
  assert.deepEqual([parents.accountId, parents.repId], [tools, 'amelie'])
  assert.equal(nobodys.accountId, undefined)
  assert.equal((await reasonsOf(product, mine.id))[0]?.reason, 'account-owner')
  assert.equal((await reasonsOf(product, parents.id))[0]?.reason, 'parent-account-owner')
  const { body } = await product.api('GET', `/v1/leads/${mine.id}/explanation`)
  const { account } = body as { account: { finding: { matches: object[] }; facts: object } }
  assert.deepEqual(account.finding.matches, [
    { accountId: quay, by: 'exact-name', agreeing: ['domain'], likeness: 1 },
  ])
  const contact = await product.api('GET', `/v1/contacts/${mine.contactId}`)
  assert.equal((contact.body as { accountId: string }).accountId, quay)
})

test('somebody covers while the owner is away, and the person is the owner’s all the same', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  await anAccount(product, { name: 'Quayside', ownerRepId: 'jonas' })
  const presence = (value: string) =>
    product.api('PUT', '/v1/reps/jonas/presence', { presence: value })
  const email = 'ida@quayside.example'

  await presence('away')
  const covered = await send(product, 'Quayside', '', email)
  await presence('online')
  const back = await send(product, 'Quayside', '', email)

  assert.notEqual(covered.repId, 'jonas')
  assert.deepEqual([back.state, back.repId], ['attached', 'jonas'])
  const { body } = await product.api('GET', `/v1/leads/${covered.id}/explanation`)
  const { assignments } = body as { assignments: { coversFor?: string }[] }
  assert.equal(assignments[0]?.coversFor, 'Jonas Lindqvist')
})

test('an account whose look-up was skipped is found afterwards', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  const { db } = product
  const id = await anAccount(product, { name: 'Quayside', domains: ['quayside.example'] })
  await db.schema.alterTable('account_keys').renameTo('account_keys_away').execute()
  const lead = await send(product, 'Quayside', 'quayside.example')
  assert.deepEqual([lead.state, lead.accountId], ['assigned', undefined])

  await db.schema.alterTable('account_keys_away').renameTo('account_keys').execute()

  await eventually('its account is found', async () => {
    await product.forward(60_000)
    return (await product.lead(lead.id)).accountId === id
  })
  assert.deepEqual((await product.lead(lead.id)).skippedStages, [])
})

test('who waits goes to the owner of an account that is written later; others wait on', async () => {
  await using product = await startTestProduct({ at: SATURDAY, documents: officeOnly() })
  await product.api('PUT', '/v1/reps/marcus/presence', { presence: 'online' })
  const quayside = await send(product, 'Quayside GmbH', 'quayside.example')
  const other = await send(product, 'Somebody Else AG', 'else.example')
  assert.deepEqual([quayside.state, other.state], ['waiting', 'waiting'])

  const id = await anAccount(product, { name: 'Quayside', ownerRepId: 'marcus' })
  const { accountId, repId } = await product.decided(quayside.id, 'assigned')

  assert.deepEqual([accountId, repId], [id, 'marcus'])
  assert.equal((await reasonsOf(product, quayside.id))[0]?.reason, 'account-owner')
  assert.equal((await product.lead(other.id)).state, 'waiting')
})

test('open leads are matched with accounts that come or change later, and keep their rep', async () => {
  await using product = await startTestProduct({ at: TUESDAY })
  const { db } = product
  const open = await send(product, 'Quayside', 'quayside.example')
  const closed = await send(product, 'Quayside', 'quayside.example')
  await db
    .updateTable('assignments')
    .set({ status: 'closed' })
    .where('id', '=', closed.assignmentId ?? null)
    .execute()

  const body = { name: 'Quayside', ownerRepId: 'marcus' }
  const id = await anAccount(product, body)
  const accountIs = async (account: AccountId | undefined) =>
    (await product.lead(open.id)).accountId === account
  await eventually('the account to be found', () => accountIs(id))
  await product.api('PUT', `/v1/accounts/${id}`, { ...body, name: 'Wharfside' })
  await eventually('the account to be another’s', () => accountIs(undefined))

  await eventually('all accounts to be looked for', async () => {
    const left = await db.selectFrom('accountsToMatch').select('accountId').execute()
    return left.length === 0
  })
  assert.equal((await product.lead(open.id)).repId, open.repId)
  assert.equal((await product.lead(closed.id)).accountId, undefined)
  assert.equal((await reasonsOf(product, open.id)).length, 1)
})
