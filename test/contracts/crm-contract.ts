import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refused } from '../../src/domain/failure.ts'
import { type ContactId, newId } from '../../src/domain/ids.ts'
import type { Crm, CrmFields } from '../../src/ports/crm.ts'
import { comesBackWhenTold, type Fault, PATIENT_MS, unavailable } from './fault.ts'

/** A CRM and a look behind it. It maps the rep `mara-lind` to an owner of its own. */
export type CrmHarness = AsyncDisposable & {
  readonly crm: Crm
  /** How many records the CRM holds. */
  records(): Promise<number>
  /** A person changes the record of this contact by hand. */
  edit(contactId: ContactId, fields: CrmFields): Promise<void>
}

/** A CRM at the other end of a network. */
export type RemoteCrmHarness = CrmHarness & {
  /** The same CRM, with a wrong token. */
  readonly intruder: Crm
  fail(fault: Fault | undefined): void
}

const FIELDS: CrmFields = {
  email: 'tove.berg@nordlicht.example',
  firstName: 'Tove',
  company: 'Nordlicht AB',
  ownerRepId: 'mara-lind',
}

/** What every CRM must do. */
export function crmContract(name: string, setUp: () => Promise<CrmHarness>): void {
  describe(`${name} is a CRM`, () => {
    test('a contact never written reads as undefined', async () => {
      await using harness = await setUp()

      assert.equal(await harness.crm.read(newId()), undefined)
    })

    test('what is written can be read back, under the same record', async () => {
      await using harness = await setUp()
      const contactId = newId<ContactId>()

      const { recordId, created } = await harness.crm.upsert(contactId, FIELDS)

      assert.equal(created, true)
      assert.deepEqual(await harness.crm.read(contactId), { recordId, fields: FIELDS })
    })

    test('writing again changes the fields given and leaves the others', async () => {
      await using harness = await setUp()
      const contactId = newId<ContactId>()
      const first = await harness.crm.upsert(contactId, FIELDS)

      const second = await harness.crm.upsert(contactId, { title: 'CTO', firstName: 'Tova' })

      assert.deepEqual(second, { recordId: first.recordId, created: false })
      const record = await harness.crm.read(contactId)
      assert.deepEqual(record?.fields, { ...FIELDS, title: 'CTO', firstName: 'Tova' })
    })

    test('eight writes of one contact at once make one record', async () => {
      await using harness = await setUp()
      const contactId = newId<ContactId>()

      const results = await Promise.all(
        Array.from({ length: 8 }, () => harness.crm.upsert(contactId, FIELDS)),
      )

      assert.equal(new Set(results.map(({ recordId }) => recordId)).size, 1)
      assert.equal(results.filter(({ created }) => created).length, 1)
      assert.equal(await harness.records(), 1)
    })

    test('two contacts make two records', async () => {
      await using harness = await setUp()

      await harness.crm.upsert(newId(), FIELDS)
      await harness.crm.upsert(newId(), { email: 'ilja@nordlicht.example' })

      assert.equal(await harness.records(), 2)
    })

    test('a change made by hand is seen by the next read', async () => {
      await using harness = await setUp()
      const contactId = newId<ContactId>()
      await harness.crm.upsert(contactId, FIELDS)

      await harness.edit(contactId, { phone: '+4681234567' })

      const record = await harness.crm.read(contactId)
      assert.equal(record?.fields.phone, '+4681234567')
    })
  })
}

/** What a CRM at the other end of a network must do when that end fails. */
export function remoteCrmContract(
  name: string,
  setUp: (timeLimitMs: number) => Promise<RemoteCrmHarness>,
): void {
  crmContract(name, () => setUp(PATIENT_MS))

  describe(`${name} is a CRM that can fail`, () => {
    test('a wrong token is refused', async () => {
      await using harness = await setUp(PATIENT_MS)

      await assert.rejects(harness.intruder.upsert(newId(), FIELDS), Refused)

      assert.equal(await harness.records(), 0)
    })

    test('a CRM in trouble is unavailable, to readers and to writers', async () => {
      await using harness = await setUp(PATIENT_MS)
      await harness.crm.upsert(newId(), FIELDS)
      harness.fail('internal-error')

      await unavailable(harness.crm.read(newId()))
      const failure = await unavailable(harness.crm.upsert(newId(), FIELDS))

      assert.equal(failure.mayHaveHappened, true)
    })

    test('no answer in time is unavailable; a write may have happened, a read has not', async () => {
      await using harness = await setUp(1_000)
      const contactId = newId<ContactId>()
      await harness.crm.upsert(contactId, FIELDS)
      harness.fail('hang')

      const read = await unavailable(harness.crm.read(contactId))
      const write = await unavailable(harness.crm.upsert(contactId, { title: 'CTO' }))

      assert.equal(read.mayHaveHappened, false)
      assert.equal(write.mayHaveHappened, true)
    })

    test('a write whose answer was lost is repeated without a second record', async () => {
      await using harness = await setUp(PATIENT_MS)
      const contactId = newId<ContactId>()
      await harness.crm.upsert(newId(), { email: 'ilja@nordlicht.example' })

      harness.fail('hang-up')
      await unavailable(harness.crm.upsert(contactId, FIELDS))
      harness.fail(undefined)
      const repeated = await harness.crm.upsert(contactId, FIELDS)

      assert.equal(repeated.created, false)
      assert.equal(await harness.records(), 2)
    })

    test('too many calls: it says when to come back', async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('rate-limit')

      const askedAt = new Date()
      const failure = await unavailable(harness.crm.upsert(newId(), FIELDS))

      comesBackWhenTold(failure, askedAt)
    })
  })
}
