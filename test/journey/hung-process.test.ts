import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { connect } from '../../src/adapters/postgres/connect.ts'
import { startTestProduct } from '../support/test-product.ts'

test('a process that hangs with the locks of every pool holds up no lead beyond its deadline', async () => {
  await using product = await startTestProduct()
  await product.decided(await product.submit('web-form', { email: 'first@fjordtech.no' }))
  const hung = connect(product.databaseUrl, 1)
  const locked = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  const stuck = hung.transaction().execute(async (tx) => {
    await sql`select id from pools for update`.execute(tx)
    locked.resolve()
    await letGo.promise
  })
  await locked.promise

  const id = await product.submit('web-form', { email: 'second@fjordtech.no' })
  const lead = await product.decided(id)
  letGo.resolve()

  assert.equal(lead.state, 'assigned')
  assert.ok(lead.decidedAt && lead.decidedAt <= lead.deadlineAt, 'decided after its deadline')
  await assert.rejects(stuck)
  await hung.destroy()
})

test('a column that a migration adds beside a running product disturbs no lead', async () => {
  await using product = await startTestProduct()
  const submit = (name: string) => product.submit('web-form', { email: `${name}@fjordtech.no` })
  // Often enough that the statements of every connection in use have been prepared.
  for (let round = 0; round < 12; round += 1) await product.decided(await submit(`before${round}`))

  await sql`alter table leads add column added_later integer`.execute(product.db)
  await sql`alter table pools add column added_later integer`.execute(product.db)
  await sql`alter table contacts add column added_later integer`.execute(product.db)
  await sql`alter table tasks add column added_later integer`.execute(product.db)
  const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => submit(`after${index}`)))
  const leads = await Promise.all(ids.map((id) => product.decided(id)))

  assert.ok(leads.every(({ state }) => state === 'assigned'))
  assert.deepEqual(await product.db.selectFrom('deadLetters').select('failure').execute(), [])
})
