import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresApiTokens } from '../../src/adapters/postgres/api-tokens.ts'
import type { LeadId, RepId } from '../../src/domain/ids.ts'
import { stl } from '../support/command-line.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const EMEA = ['ingvild', 'jonas', 'amelie', 'tobias']

const anInquiry = (person: number, more: object = {}) => ({
  email: `person${person}@company${person}.example`,
  country: 'NO',
  message: `Question ${person}`,
  ...more,
})

type Answer = {
  readonly got?: string
  readonly reproduced: boolean
  readonly sentence: string
  readonly changes?: readonly {
    readonly kind: string
    readonly facts?: Readonly<Record<string, unknown>>
    readonly fields?: readonly string[]
  }[]
}

async function ask(product: TestProduct, id: LeadId, rep: string): Promise<Answer> {
  const { status, body } = await product.api('GET', `/v1/leads/${id}/why-not?rep=${rep}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as Answer
}

async function send(product: TestProduct, person: number, more: object = {}) {
  const id = await product.submit('web-form', anInquiry(person, more))
  return product.decided(id)
}

test('every lead of a morning can be asked about for everybody, and decides again as it did', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await product.api('PUT', '/v1/reps/amelie/presence', { presence: 'away' })
  const leads = [await send(product, 1), await send(product, 2), await send(product, 3)]
  await product.api('PUT', '/v1/reps/amelie/presence', { presence: 'calendar' })
  leads.push(await send(product, 4), await send(product, 5))
  const [first] = leads
  assert.ok(first)
  await product.api('POST', `/v1/leads/${first.id}/decline`, {})
  leads[0] = await product.decided(first.id, 'assigned')

  for (const lead of leads) {
    for (const rep of EMEA) {
      const { got, reproduced, changes } = await ask(product, lead.id, rep)
      assert.equal(got, lead.repId)
      assert.equal(reproduced, true, `lead ${leads.indexOf(lead) + 1} for ${rep}`)
      assert.equal(changes?.length === 0, rep === lead.repId)
    }
  }
  const away = await ask(product, leads[1]?.id as LeadId, 'amelie')
  const declined = await ask(product, first.id, first.repId as string)
  assert.ok(
    away.changes?.some(({ kind }) => kind === 'presence'),
    away.sentence,
  )
  assert.ok(
    declined.changes?.some(({ kind }) => kind === 'tried'),
    declined.sentence,
  )
})

test('what a rule saw is told to managers with values, and to the rep by its name alone', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, repId } = await send(product, 1, { country: 'DE' })
  const token = async (rep: string) => {
    const of = { name: `of ${rep}`, role: 'rep' as const, repId: rep as RepId }
    return (await postgresApiTokens(product.db).issue(of)).token
  }
  const asRep = async (rep: string, about: string) => {
    const headers = { authorization: `Bearer ${await token(rep)}` }
    return fetch(`${product.url}/v1/leads/${id}/why-not?rep=${about}`, { headers })
  }

  const manager = await ask(product, id, 'marcus')
  const own = await asRep('marcus', 'marcus')
  const others = await asRep('jonas', 'marcus')
  const nobody = await product.api('GET', `/v1/leads/${id}/why-not?rep=nobody`)

  assert.equal(repId, 'tobias')
  const facts = manager.changes?.find(({ kind }) => kind === 'facts')?.facts
  assert.ok(facts !== undefined && Object.keys(facts).length > 0, manager.sentence)
  const answer = (await own.json()) as Answer
  const shown = answer.changes?.find(({ kind }) => kind === 'facts')
  assert.deepEqual([shown?.facts, shown?.fields], [undefined, Object.keys(facts)])
  assert.ok(!answer.sentence.includes('='), answer.sentence)
  assert.deepEqual([others.status, nobody.status], [403, 404])
})

test('the command line says it in a sentence', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { id, repId } = await send(product, 1)
  const other = EMEA.find((rep) => rep !== repId) ?? ''
  const address = {
    url: product.url,
    token: (
      await postgresApiTokens(product.db).issue({
        name: 'of a manager',
        role: 'manager',
        repId: undefined,
      })
    ).token,
  }

  const { out, complaint } = await stl(address, 'lead', id, '--why-not', other)

  assert.equal(complaint, '')
  assert.match(
    out,
    /got this lead\. It would have come to .*\.\n\(The decision of 2026-11-23 09:\d\d UTC, by revision 1\.\)$/,
  )
})
