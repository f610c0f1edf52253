import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '../../../sandbox/hubspot-portal.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../../sandbox/hubspot-sandbox.ts'
import { unavailable } from '../../../test/contracts/fault.ts'
import { hubspotLeadSource } from './lead-source.ts'

const signal = new AbortController().signal

async function hubspotWithUs(given: Partial<Parameters<typeof hubspotLeadSource>[0]> = {}) {
  const hubspot = await hubspotSandbox()
  const { portal } = hubspot.received
  for (const name of ['num_conversion_events', 'recent_conversion_date', 'company_size']) {
    portal.properties.set(name, { name, hasUniqueValue: false })
  }
  const settings = { token: SANDBOX_HUBSPOT_TOKEN, baseUrl: hubspot.url }
  return {
    hubspot,
    source: hubspotLeadSource({ ...settings, ...given }),
    add(properties: Record<string, string>) {
      const contact = portal.create(properties)
      assert(!isFault(contact))
      return contact.id
    },
    [Symbol.asyncDispose]: hubspot.close,
  }
}

test('a contact comes with our properties and those the source asks for', async () => {
  await using vendor = await hubspotWithUs({ properties: ['company_size'] })
  const id = vendor.add({ email: 'kari@fjordtech.example', company_size: '200' })

  const contact = await vendor.source.fetch({ sourceLeadId: id }, signal)

  assert.partialDeepStrictEqual(contact, {
    id,
    properties: { email: 'kari@fjordtech.example', company_size: '200', jobtitle: null },
  })
  assert.equal(await vendor.source.fetch({ sourceLeadId: '4711' }, signal), undefined)
})

test('a token that is not accepted, or may not, is for a person to mend', async () => {
  await using vendor = await hubspotWithUs()
  const stolen = hubspotLeadSource({ token: 'pat-stolen', baseUrl: vendor.hubspot.url })

  const unknown = await unavailable(stolen.fetch({ sourceLeadId: '1' }, signal))
  vendor.hubspot.behave({ status: 403 })
  const forbidden = await unavailable(vendor.source.fetch({ sourceLeadId: '1' }, signal))

  assert.equal(unknown.code, 'source-token-expired')
  assert.equal(forbidden.code, 'source-permission-missing')
})

test('a search finds new contacts and further inquiries, as their webhooks would name them', async () => {
  await using vendor = await hubspotWithUs({
    leadEvents: ['contact.creation', 'contact.propertyChange:num_conversion_events'],
  })
  const at = new Date().toISOString()
  const ids = Array.from({ length: 101 }, (_, index) =>
    vendor.add({ email: `p${index}@b.example` }),
  )
  const again = vendor.add({
    email: 'again@b.example',
    num_conversion_events: '2',
    recent_conversion_date: at,
  })
  const window = { since: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) }

  const found: unknown[] = []
  let page: string | undefined
  do {
    const one = await vendor.source.search?.({ ...window, page }, signal)
    found.push(...(one?.deliveries.flat() ?? []))
    page = one?.next
  } while (page !== undefined)

  assert.equal(found.length, ids.length + 2)
  assert.partialDeepStrictEqual(found[0], {
    subscriptionType: 'contact.creation',
    objectId: ids[0],
  })
  assert.deepEqual(found.at(-1), {
    subscriptionType: 'contact.propertyChange',
    propertyName: 'num_conversion_events',
    propertyValue: '2',
    objectId: again,
    occurredAt: at,
  })
})
