import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Signature } from '@hubspot/api-client'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { CaptureRequest } from '../source-kind.ts'
import { hubspot } from './hubspot.ts'

const AT = new Date('2026-03-02T14:30:00Z')
const BODY = '[{"objectId":1246965,"subscriptionType":"contact.creation","name":"å"}]'
const URL_CALLED = 'https://leads.acme.example/v1/capture/hubspot'
const source = aSource({ key: 'hubspot', kind: 'hubspot' })

type Signing = {
  readonly version: 'v1' | 'v2' | 'v3'
  readonly secret?: string
  readonly believes?: Source['signatureVersions']
  readonly sentAt?: number
  readonly url?: string
  /** The address as it is signed, where that is another than the one that was called. */
  readonly signedUrl?: string
}

/** A request that HubSpot's own SDK has signed. */
function signed(signing: Signing, given: Partial<CaptureRequest> = {}): CaptureRequest {
  const { version, secret = 'key', believes, sentAt = AT.getTime(), url = URL_CALLED } = signing
  const signature = Signature.getSignature('POST', version, {
    ...{ clientSecret: secret, requestBody: BODY, signature: '', timestamp: sentAt },
    url: signing.signedUrl ?? url,
  })
  const headers: Record<string, string> =
    version === 'v3'
      ? { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': `${sentAt}` }
      : { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': version }
  return aCaptureRequest({
    source: { ...source, ...(believes && { signatureVersions: believes }) },
    ...{ bytes: Buffer.from(BODY), headers, url, receivedAt: AT },
    ...given,
  })
}

test('the third signature covers address and time, by any secret that is good now', () => {
  const third = (given: Partial<Signing>, request: Partial<CaptureRequest> = {}) =>
    hubspot.verify(signed({ version: 'v3', ...given }, request))

  assert.equal(third({}), 'authentic')
  assert.equal(third({ secret: 'old' }, { secrets: ['key', 'old'] }), 'authentic')
  assert.equal(third({ secret: 'other' }), 'forged')
  assert.equal(third({}, { bytes: Buffer.from('[]') }), 'forged')
  assert.equal(third({}, { url: 'https://elsewhere.example/v1/capture/hubspot' }), 'forged')
  assert.equal(third({}, { headers: {} }), 'forged')
  assert.equal(third({ sentAt: AT.getTime() - 299_000 }), 'authentic')
  assert.equal(third({ sentAt: AT.getTime() - 301_000 }), 'stale')
  assert.equal(third({ sentAt: AT.getTime() + 301_000 }), 'stale')
})

test('the address is unescaped as far as HubSpot does before it signs, and no further', () => {
  const url = `${URL_CALLED}?a=%3A%2f%3F%40%21%24%27%28%29%2A%2C%3B&b=%20%26%25`
  const signedUrl = `${URL_CALLED}?a=:/?@!$'()*,;&b=%20%26%25`

  assert.equal(hubspot.verify(signed({ version: 'v3', url, signedUrl })), 'authentic')
  assert.equal(hubspot.verify(signed({ version: 'v3', url })), 'forged')
})

test('the older signatures are believed only where the source says so', () => {
  for (const version of ['v1', 'v2'] as const) {
    assert.equal(hubspot.verify(signed({ version })), 'forged')
    assert.equal(hubspot.verify(signed({ version, believes: [version] })), 'authentic')
    assert.equal(hubspot.verify(signed({ version, believes: [version], secret: 'x' })), 'forged')
  }
  const asFirst = signed({ version: 'v2', believes: ['v1'] })
  assert.equal(hubspot.verify(asFirst), 'forged')
})

const event = (more: object) => ({ objectId: 1246965, occurredAt: 1_787_212_200_000, ...more })
const change = (propertyName: string, propertyValue: string) =>
  event({ subscriptionType: 'contact.propertyChange', propertyName, propertyValue })

test('of a batch, each event is what the source says it is, under old and new names', () => {
  const items = (leadEvents: Source['leadEvents']) =>
    hubspot
      .split(
        [
          event({ eventType: 'contact.creation' }),
          event({ subscriptionType: 'object.creation', objectTypeId: '0-1' }),
          change('num_conversion_events', '2'),
          change('lifecyclestage', 'lead'),
          event({ subscriptionType: 'contact.privacyDeletion' }),
          event({ subscriptionType: 'company.creation' }),
          event({ subscriptionType: 'object.creation', objectTypeId: '0-48' }),
          { subscriptionType: 'contact.creation' },
          null,
        ],
        aCaptureRequest({ source: { ...source, ...(leadEvents && { leadEvents }) } }),
      )
      .map(({ kind }) => kind[0])
      .join('')

  assert.equal(items(undefined), 'rrnnwnnnn')
  assert.equal(items(['contact.propertyChange:num_conversion_events']), 'nnrnwnnnn')
})

test('a deletion bears the key of the creation; a changed value is another inquiry', () => {
  const keyOf = (one: object) => {
    const content = one as Parameters<typeof hubspot.map>[0]
    return hubspot.dedupe(hubspot.map(content, source), aCaptureRequest(), content).dedupeKey
  }

  assert.equal(keyOf(event({ eventType: 'contact.creation' })), 'id:1246965')
  assert.equal(keyOf(event({ subscriptionType: 'contact.privacyDeletion' })), 'id:1246965')
  const second = keyOf(change('num_conversion_events', '2'))
  assert.equal(second, 'id:1246965:num_conversion_events=2')
  assert.equal(keyOf({ ...change('num_conversion_events', '2'), attemptNumber: 3 }), second)
  assert.notEqual(keyOf(change('num_conversion_events', '3')), second)
})

test('a fetched contact has our fields, further properties as answers, and its consent', () => {
  const properties = {
    email: 'kari@fjordtech.example',
    firstname: 'Kari',
    phone: '+4722123456',
    mobilephone: '+4799999999',
    company: 'Fjordtech',
    jobtitle: 'CTO',
    recent_conversion_event_name: 'Contact us: form',
    hs_google_click_id: 'click',
    hs_legal_basis: 'Freely given consent from contact',
    hs_email_optout: 'true',
    company_size: '200',
    createdate: '2026-03-02T14:29:00Z',
    city: null,
  }

  assert.deepEqual(hubspot.mapFetched?.({ id: '5', properties }, source, { sourceLeadId: '5' }), {
    sourceLeadId: '5',
    email: 'kari@fjordtech.example',
    firstName: 'Kari',
    phone: '+4722123456',
    company: 'Fjordtech',
    title: 'CTO',
    formName: 'Contact us: form',
    click: { gclid: 'click' },
    consent: [
      { key: 'hs_legal_basis', text: 'Freely given consent from contact', granted: true },
      { key: 'email', granted: false },
    ],
    answers: [
      { key: 'mobilephone', value: '+4799999999' },
      { key: 'company_size', value: '200' },
    ],
  })
})
