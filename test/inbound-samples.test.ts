import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Source } from '../src/domain/documents/sources.ts'
import type { LeadForm } from '../src/domain/lead-form.ts'
import { readJson } from '../src/http/read-json.ts'
import { sourceKinds } from '../src/stages/01-capture/source-kinds.ts'
import { aSource } from './support/a-gateway.ts'
import { BY_TOKEN, gatewayFor, SECRETS, SIGNED } from './support/gateway-for.ts'
import { sampleBytes, sampleNames, samplesMissing } from './support/shared-samples.ts'
import { vendorProof } from './support/vendor-proof.ts'

/** What a sample must come to, written down before it was tried. */
type Expected =
  /** Leads with at least these fields. `starts` is where they start when it is not at the first stage. */
  | { readonly leads: readonly Partial<LeadForm>[]; readonly starts?: 'fetch' }
  /** Nobody's lead: answered and kept. */
  | { readonly notice: true }
  /** What a vendor's API answers about a lead that was only named. */
  | { readonly fetched: Partial<LeadForm> }
  /** No delivery at all. */
  | { readonly left: string }

type Row = {
  readonly kind: Source['kind']
  readonly changed?: (text: string) => string
  readonly source?: Partial<Source>
  readonly expected: Expected
}

const NOW = new Date('2026-03-02T14:30:00Z')
const SECRET = SECRETS['env:SECRET']
/** Google writes its key into the body, so the key of the test takes the place of the sample's. */
const withKey = (text: string) => text.replace(/"google_key": ?"[^"]*"/, `"google_key":"${SECRET}"`)

const LAURA = {
  email: 'laura@example.com',
  firstName: 'Laura',
  sourceLeadId: 'a3a12ec67a1365927098a606107fac15',
  formName: 'Webhooks example',
  submittedAt: '2018-01-18T18:17:02Z',
}

const ROWS: Readonly<Record<string, Row>> = {
  'calendly-1.json': {
    kind: 'calendly',
    expected: {
      leads: [
        {
          email: 'test@example.com',
          firstName: 'John',
          lastName: 'Doe',
          timezone: 'America/New_York',
        },
      ],
    },
  },
  'chatbot-1.json': {
    kind: 'chatbot',
    source: BY_TOKEN,
    expected: {
      leads: [
        {
          phone: '+1234567890',
          firstName: 'John',
          lastName: 'Doe',
          sourceLeadId: '123',
          pageUrl: 'https://example.com/products',
        },
      ],
    },
  },
  'google-ads-1.json': {
    kind: 'google-ads',
    changed: withKey,
    expected: {
      leads: [
        {
          email: 'test@example.com',
          phone: '+16505550123',
          fullName: 'FirstName LastName',
          postalCode: '94043',
          isTest: true,
          campaign: { id: '991214827' },
          adGroup: { id: '20000000000' },
          answers: [{ key: 'SERVICE', value: 'Roofing' }],
        },
      ],
    },
  },
  'google-ads-4.json': {
    kind: 'google-ads',
    changed: withKey,
    expected: { leads: [{ isTest: true, formId: '2', campaign: { id: '1' } }] },
  },
  'google-ads-lead.json': {
    kind: 'google-ads',
    changed: withKey,
    expected: {
      leads: [
        {
          email: 'ingrid.solberg@nordfjell-logistikk.no',
          phone: '+47 22 12 34 56',
          firstName: 'Ingrid',
          lastName: 'Solberg',
          company: 'Nordfjell Logistikk AS',
          title: 'Head of Procurement',
          country: 'NO',
          isTest: false,
          click: { gclid: 'Cj0KCQjwExample' },
          answers: [{ key: 'when_do_you_plan_to_buy', value: 'Within 3 months' }],
        },
      ],
    },
  },
  'gravityforms-1.json': {
    kind: 'gravity-forms',
    source: { ...BY_TOKEN, fieldMap: { fullName: ['1'], city: ['4'] } },
    expected: {
      leads: [
        {
          email: 'test@example.com',
          phone: '0400000000',
          firstName: 'Test',
          lastName: 'Person',
          city: 'Marrickville',
          formId: '2',
          sourceLeadId: '13',
          submittedAt: '2021-07-19T06:24:02Z',
        },
      ],
    },
  },
  'hubspot-1.json': {
    kind: 'hubspot',
    expected: { leads: [{ sourceLeadId: '1246978' }], starts: 'fetch' },
  },
  'hubspot-4.json': {
    kind: 'hubspot-forms',
    source: {},
    expected: {
      leads: [
        {
          pageUrl: '<string>',
          consent: [
            { key: 'process', text: '<string>', granted: true },
            { key: 'communication-123', text: '<string>', granted: true },
          ],
        },
      ],
    },
  },
  'intercom-2.json': {
    kind: 'intercom',
    expected: {
      leads: [
        {
          email: 'hjgujguju@gmail.com',
          fullName: 'shuuuuz',
          sourceLeadId: '6961d897719c606240178da8',
          submittedAt: '2026-01-10T04:41:59.251Z',
        },
      ],
    },
  },
  'jotform-2.json': {
    kind: 'jotform',
    source: BY_TOKEN,
    expected: {
      leads: [
        {
          email: 'msjnndknsaj@nsjkand.com',
          phone: '(098) 142-5555',
          firstName: 'Wowa',
          lastName: 'Mawi',
          country: 'United States',
        },
      ],
    },
  },
  'linkedin-1.json': {
    kind: 'linkedin',
    expected: { leads: [{ sourceLeadId: '1' }], starts: 'fetch' },
  },
  'linkedin-2.json': {
    kind: 'linkedin',
    expected: {
      fetched: {
        email: 'kevjohonson@email.com',
        formId: '7234246',
        campaign: { id: '198356826' },
        ad: { id: '241257736' },
        isTest: true,
        consent: [{ key: '0', granted: true }],
      },
    },
  },
  'linkedin-3.json': { kind: 'linkedin', expected: { left: 'the form that answers belong to' } },
  'meta-1.json': {
    kind: 'meta',
    expected: {
      leads: [
        { sourceLeadId: '123123123123', formId: '12312312312', ad: { id: '12312312312' } },
        { sourceLeadId: '123123123124', formId: '12312312312', ad: { id: '12312312312' } },
      ],
      starts: 'fetch',
    },
  },
  'meta-2.json': {
    kind: 'meta',
    expected: {
      fetched: {
        email: 'joe@example.com',
        fullName: 'Joe Example',
        firstName: 'Joe',
        lastName: 'Example',
        formId: '<FORM_ID>',
        submittedAt: '2015-02-28T08:49:14.000Z',
        answers: [
          { key: 'car_make', value: 'Honda' },
          { key: 'selected_dealer', value: '99213450' },
        ],
      },
    },
  },
  'tiktok-1.json': { kind: 'tiktok', source: BY_TOKEN, expected: { notice: true } },
  'typeform-1.body': { kind: 'typeform', expected: { leads: [LAURA] } },
  'typeform-1.json': { kind: 'typeform', expected: { leads: [LAURA] } },
  'webflow-1.json': {
    kind: 'webflow',
    expected: {
      leads: [
        {
          email: 'zaphod@heartofgold.ai',
          phone: '15550000000',
          firstName: 'Zaphod',
          lastName: 'Beeblebrox',
          formName: 'Contact Us',
          sourceLeadId: '6321ca84df3949bfc6752327',
        },
      ],
    },
  },
  'zoom-1.json': {
    kind: 'zoom',
    expected: {
      leads: [
        {
          email: 'jchill@example.com',
          phone: '5550100',
          firstName: 'Jill',
          lastName: 'Chill',
          company: 'Cooking Org',
          title: 'Chef',
          country: 'US',
          webinar: { id: '1234567890', title: 'My Webinar', startsAt: '2021-07-13T21:44:51Z' },
        },
      ],
    },
  },
}

describe('real deliveries', { skip: samplesMissing }, () => {
  test('every sample has a row that says what must come of it', () => {
    assert.deepEqual(sampleNames(), Object.keys(ROWS).sort())
  })

  for (const [name, row] of Object.entries(ROWS)) {
    const { expected } = row
    if ('left' in expected) continue
    test(`${name} gives what was expected of it`, () =>
      'fetched' in expected
        ? mapsTo(name, row.kind, expected.fetched)
        : delivers(name, row, expected))
  }
})

async function delivers(
  name: string,
  { kind, changed = (text) => text, source = SIGNED }: Row,
  expected: Extract<Expected, { leads: unknown } | { notice: unknown }>,
): Promise<void> {
  await using gateway = await gatewayFor({ kind, ...source })
  gateway.now = NOW
  const body = Buffer.from(changed(sampleBytes(name).toString()))
  const path = `/v1/capture/${kind}${source === BY_TOKEN || source.pathToken ? '/token-of-now' : ''}`
  const url = `https://leads.acme.example${path}`
  const headers = vendorProof(kind, { body, secret: SECRET, at: NOW, url })

  const response = await gateway.post(path, body, {
    'content-type': 'application/json',
    ...headers,
  })

  const { kept, notices } = gateway.intake
  assert.ok(response.ok, `answered ${response.status}`)
  if ('notice' in expected) {
    assert.deepEqual([kept.length, notices.length], [0, 1])
    return
  }
  assert.deepEqual(
    kept.map(({ lead }) => lead.startsAt),
    expected.leads.map(() => expected.starts),
  )
  assert.partialDeepStrictEqual(
    kept.map(({ lead }) => lead.form),
    expected.leads,
  )
  assert.equal(kept.length, expected.leads.length)
}

async function mapsTo(name: string, kind: Source['kind'], fetched: Partial<LeadForm>) {
  const mapFetched = sourceKinds[kind].mapFetched
  assert.ok(mapFetched)
  const form = mapFetched(readJson(sampleBytes(name)), aSource({ kind }), {})
  assert.partialDeepStrictEqual(form, fetched)
}
