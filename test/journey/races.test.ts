import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestProduct, startTestWorker, type TestProduct } from '../support/test-product.ts'

async function allDecided({ db }: TestProduct, expected: number): Promise<void> {
  await eventually(`${expected} leads to be decided`, async () => {
    const decided = await db
      .selectFrom('leads')
      .select('id')
      .where('state', '!=', 'travelling')
      .execute()
    return decided.length === expected
  })
}

describe('races on the real server', () => {
  test('50 inquiries of one person at once give one contact, one owner, one offer', async () => {
    await using product = await startTestProduct({ documents: onePoolOf(4) })
    await using _second = await startTestWorker(product)

    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        product.submit('web-form', { email: 'kari@fjordtech.no', message: `Question ${index}` }),
      ),
    )
    await allDecided(product, 50)

    const contacts = await product.db.selectFrom('contacts').selectAll().execute()
    const assignments = await product.db.selectFrom('assignments').selectAll().execute()
    assert.equal(contacts.length, 1)
    assert.equal(contacts[0]?.leadCount, 50)
    assert.equal(assignments.filter(({ status }) => status === 'offered').length, 1)
    assert.deepEqual([...new Set(assignments.map(({ repId }) => repId))], [contacts[0]?.ownerRepId])
    await assertNothingLostOrTwice(product.db)
  })

  test('50 redeliveries of one delivery give one lead', async () => {
    await using product = await startTestProduct({ documents: onePoolOf(4) })
    const inquiry = { email: 'kari@fjordtech.no', submission_id: 'one-and-the-same' }

    const ids = await Promise.all(
      Array.from({ length: 50 }, () => product.submit('web-form', inquiry)),
    )
    await allDecided(product, 1)

    const leads = await product.db.selectFrom('leads').selectAll().execute()
    assert.equal(new Set(ids).size, 1)
    assert.equal(leads.length, 1)
    assert.equal(leads[0]?.redeliveries, 49)
  })

  test('batches that want the same keys in different orders never deadlock', async () => {
    await using product = await startTestProduct({ documents: onePoolOf(3) })
    await using _second = await startTestWorker(product)
    const people = Array.from({ length: 20 }, (_, index) => ({
      email: `person${index}@company.example`,
      phone: `+4722123${String(400 + index)}`,
    }))
    // Factors without a common divisor with 20 put the same twenty into eight different orders, each of
    // which begins with somebody else: batches that begin alike would only queue up.
    const orders = [1, 3, 7, 9, 11, 13, 17, 19].map((factor, round) =>
      people.map((_, index) => people[(index * factor + round) % people.length]),
    )

    await Promise.all(
      orders.flatMap((order, round) =>
        order.map((person) =>
          product.submit('web-form', { ...person, message: `Round ${round} of ${person?.email}` }),
        ),
      ),
    )
    await allDecided(product, 160)

    const contacts = await product.db.selectFrom('contacts').select('id').execute()
    const { rows } = await deadlocks(product)
    assert.equal(contacts.length, 20)
    assert.equal(Number(rows[0]?.deadlocks), 0)
    await assertNothingLostOrTwice(product.db)
  })
})

function deadlocks({ db }: TestProduct) {
  return sql<{ deadlocks: string }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(db)
}
