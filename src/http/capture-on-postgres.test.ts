import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aGateway } from '../../test/support/a-gateway.ts'
import { scratchDatabase } from '../../test/support/scratch-database.ts'
import { connect, type Db } from '../adapters/postgres/connect.ts'
import { postgresIdempotency } from '../adapters/postgres/idempotency.ts'
import { postgresIntake } from '../adapters/postgres/intake.ts'
import { FIRST_STAGE, nextStage } from '../pipeline.ts'

const FORM = '/v1/capture/web-form'
const intakeOn = (db: Db) =>
  postgresIntake({ db, firstStage: FIRST_STAGE, nextStage, enqueue: async () => undefined })

test('awkward texts are stored, and a delivery that comes again is answered like the first', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  await using gateway = await aGateway({ intake: intakeOn(db) })
  const body = '{"email":"a@b.example","name":"\\u0000\\ud800 👩🏽‍💻 שרה","__proto__":{"a":1}}'

  const first = await (await gateway.post(FORM, body)).text()
  const again = await (await gateway.post(FORM, body)).text()

  assert.equal(again, first)
  const lead = await db.selectFrom('leads').select(['id', 'redeliveries']).executeTakeFirst()
  assert.deepEqual(lead, { id: JSON.parse(first).leadId, redeliveries: 1 })
  const part = await db.selectFrom('leadParts').select('content').executeTakeFirstOrThrow()
  assert.equal((part.content as { fullName: string }).fullName, '\uFFFD\uFFFD 👩🏽‍💻 שרה')
  const { body: kept } = await db.selectFrom('deliveries').select('body').executeTakeFirstOrThrow()
  assert.equal(kept.toString(), body)
})

test('without a database nothing is acknowledged', async () => {
  const db = connect('postgres://nobody@127.0.0.1:1/none', 2)
  await using gateway = await aGateway({
    intake: intakeOn(db),
    idempotency: postgresIdempotency(db),
  })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer manager-token' }
  const body = '{"email":"a@b.example"}'

  const form = await gateway.post(FORM, body)
  const api = await gateway.post('/v1/leads', body, { ...headers, 'idempotency-key': 'k' })

  for (const response of [form, api]) {
    assert.equal(response.status, 503)
    assert.equal(response.headers.get('retry-after'), '5')
    assert.equal(((await response.json()) as { code: string }).code, 'database-down')
  }
  await db.destroy()
})
