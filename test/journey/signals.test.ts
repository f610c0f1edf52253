import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const DAY_MS = 24 * 3_600 * 1_000
const SITE = 'https://www.acme.example'
const AD = `${SITE}/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=abc`

const person = (name: string) => ({ email: `${name}@fjordtech.example`, country: 'NO' })

/** One visit of a browser: the pages it looked at, one after another. */
async function visit({ api, clock }: TestProduct, visitorId: string, ...urls: string[]) {
  const sessionId = randomUUID()
  const at = clock().toISOString()
  const signals = urls.map((url) => ({ id: randomUUID(), type: 'page-view', at, url }))
  const body = { sessionId, signals, visitorId }
  const { status } = await api('POST', '/v1/capture/web-form/signals', body)
  assert.equal(status, 202)
  return sessionId
}

async function decidedLead(product: TestProduct, form: Record<string, string>) {
  const lead = await product.decided(await product.submit('web-form', form))
  return eventually('its score', async () => {
    const { contactId, parts } = await product.lead(lead.id)
    return parts.scoring && { id: lead.id, contactId, ...parts }
  })
}

test('what a person did before they wrote shows in the score, and what brought them in the touches', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const [visitor, other] = [randomUUID(), randomUUID()]
  await visit(product, visitor, AD, `${SITE}/pricing`)
  await product.forward(DAY_MS)
  const session = await visit(product, visitor, `${SITE}/contact`)
  await product.forward(1_000)

  const lead = await decidedLead(product, {
    ...person('kari'),
    ...{ visitor_id: visitor, session_id: session, landing_url: `${SITE}/contact` },
  })

  assert.equal(lead.signals?.visits, 2)
  assert.equal(lead.signals.pageViews, 3)
  assert.equal(lead.signals.pricingViews, 1)
  assert.ok(lead.scoring?.reasons.some(({ id }) => id === 'looked-at-prices'))
  assert.equal(lead.touches?.first.channel, 'ad')
  assert.equal(lead.touches.last.channel, 'direct')
  assert.equal(lead.touches.lastNonDirect?.utm?.campaign, 'spring')
  const { body } = await product.api('GET', `/v1/leads/${lead.id}`)
  const shown = (body as { parts: { touches: unknown } }).parts.touches
  assert.deepEqual(shown, lead.touches)

  // The same person at another computer, then by a source without any visit.
  await product.forward(DAY_MS)
  await visit(product, other, `${SITE}/`)
  await product.forward(1_000)
  const second = await decidedLead(product, { ...person('kari'), visitor_id: other })
  const third = await decidedLead(product, { ...person('kari'), message: 'And one more thing' })

  assert.equal(second.contactId, lead.contactId)
  assert.equal(second.signals?.visits, 3)
  assert.equal(second.touches?.first.channel, 'ad')
  assert.equal(third.signals?.visits, 3)
})

test('on a shared computer each has what was done after they wrote', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const visitor = randomUUID()
  await visit(product, visitor, `${SITE}/pricing`)
  await product.forward(1_000)
  const kari = await decidedLead(product, { ...person('kari'), visitor_id: visitor })
  await product.forward(1_000)
  await visit(product, visitor, `${SITE}/`)
  await product.forward(1_000)

  const ola = await decidedLead(product, { ...person('ola'), visitor_id: visitor })
  await product.forward(1_000)
  await visit(product, visitor, `${SITE}/a`, `${SITE}/b`)
  await product.forward(1_000)
  const again = await decidedLead(product, { ...person('ola'), message: 'Me again' })
  const back = await decidedLead(product, { ...person('kari'), message: 'And me' })

  assert.equal(kari.signals?.pageViews, 1)
  assert.equal(ola.signals, undefined)
  assert.equal(again.signals?.pageViews, 2)
  assert.equal(back.signals?.pageViews, 2)
})

test('a lead of whom no page told anything has no signals, and rules about them are unknown', async () => {
  await using product = await startTestProduct({ at: MONDAY })

  const lead = await decidedLead(product, person('kari'))

  assert.equal(lead.signals, undefined)
  assert.equal(lead.touches, undefined)
  assert.ok(lead.scoring?.unknown.includes('looked-at-prices'))
})
