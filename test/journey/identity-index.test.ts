import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Redis } from 'ioredis'
import { postgresContactBook } from '../../src/adapters/postgres/contact-book.ts'
import { postgresContactLog } from '../../src/adapters/postgres/contact-log.ts'
import { postgresIdentityIndex } from '../../src/adapters/postgres/identity-index.ts'
import { redisLookUp } from '../../src/adapters/redis/identity-index.ts'
import { indexLayout } from '../../src/adapters/redis/index-layout.ts'
import type { ContactId, LeadId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import { secret } from '../../src/domain/secret.ts'
import { aRedis } from '../support/a-redis.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

const redis = await aRedis()
after(() => redis[Symbol.asyncDispose]())
const url = redis.url ?? ''

const EMAIL = 'ines.moreau@fjordline.example'
const INES = {
  email: EMAIL,
  first_name: 'Ines',
  last_name: 'Moreau',
  company: 'Fjordline Systems',
  country: 'NO',
}
const NOTHING: PersonFacts = { emails: [], phones: [], companyDomains: [] }
const byEmail: PersonFacts = { ...NOTHING, emails: [EMAIL] }

/** Both stores of a product, asked apart from each other. */
async function bothStores({ db }: TestProduct) {
  const log = postgresContactLog(db)
  const lookUp = redisLookUp({ url, installation: log.name, onBroken: () => undefined })
  const { everything } = indexLayout(await log.name())
  const client = new Redis(url)
  const idsIn = async (facts: PersonFacts) => {
    const answer = await lookUp.candidates(facts)
    return typeof answer === 'string' ? undefined : answer.found.map((one) => one.contactId)
  }
  return {
    /** Waits until both stores find just these. */
    async find(facts: PersonFacts, expected: readonly ContactId[]): Promise<void> {
      const { found } = await postgresIdentityIndex(db).candidates(facts)
      assert.deepEqual(
        found.map((one) => one.contactId),
        expected,
      )
      await eventually('Redis to find the same', async () =>
        assertable(await idsIn(facts), expected),
      )
    },
    keysInRedis: () => client.keys(everything),
    async [Symbol.asyncDispose]() {
      for (const key of await client.keys(everything)) await client.unlink(key)
      client.disconnect()
      lookUp.close()
    },
  }
}

const assertable = (one: readonly string[] | undefined, other: readonly string[]) =>
  JSON.stringify(one) === JSON.stringify(other)

async function contactOf(product: TestProduct, id: LeadId): Promise<ContactId> {
  const { contactId } = await product.decided(id)
  return contactId ?? assert.fail('The lead has no contact')
}

test('a person is found from the moment their lead is attached until they are erased, in both stores', {
  skip: redis.missing ?? false,
}, async () => {
  await using product = await startTestProduct({ settings: { redisUrl: secret(url) } })
  await using stores = await bothStores(product)
  const leadId = await product.submit('web-form', INES)

  const ines = await contactOf(product, leadId)
  await stores.find(byEmail, [ines])

  const later = { ...INES, email: 'Ines.Moreau@fjordline.example', phone: '+47 22 99 88 77' }
  assert.equal(await contactOf(product, await product.submit('web-form', later)), ines)
  await stores.find({ ...NOTHING, phones: ['+4722998877'] }, [ines])

  const adoption = { leadId, crm: 'built-in', at: product.clock() }
  await postgresContactBook(product.db).adopt(ines, { company: 'Quayside Foods' }, adoption)
  const atQuayside = { ...NOTHING, familyName: 'Moreau', company: 'Quayside' }
  await stores.find(atQuayside, [ines])

  const { status } = await product.api('POST', '/v1/privacy/erase', { email: EMAIL })
  assert.equal(status, 200)
  for (const facts of [byEmail, atQuayside]) await stores.find(facts, [])
  assert.deepEqual(await product.db.selectFrom('contactKeys').selectAll().execute(), [])
  const left = await stores.keysInRedis()
  assert.deepEqual(
    left.filter((key) => /:[ck]:/.test(key)),
    [],
  )
})

test('a product whose Redis is away looks contacts up in PostgreSQL', async () => {
  const nobody = secret('redis://127.0.0.1:1')
  await using product = await startTestProduct({ settings: { redisUrl: nobody } })

  const ines = await contactOf(product, await product.submit('web-form', INES))

  const { found } = await postgresIdentityIndex(product.db).candidates(byEmail)
  assert.deepEqual(
    found.map(({ contactId }) => contactId),
    [ines],
  )
})
