import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captchaSandbox, SANDBOX_CAPTCHA_SECRET } from '../../sandbox/captcha-sandbox.ts'
import { HASTY_MS, PATIENT_MS } from '../../test/contracts/fault.ts'
import { aGateway, aSource } from '../../test/support/a-gateway.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { captchaCheck } from '../adapters/captcha/captcha-check.ts'
import type { Captcha } from '../domain/documents/sources.ts'

const captchaOf = (kind: Captcha['kind']) => ({ kind, secret: 'env:CAPTCHA' }) as const
const KINDS = ['turnstile', 'hcaptcha', 'recaptcha'] as const
const SOURCES = [
  ...KINDS.map((kind) => aSource({ key: kind, captcha: captchaOf(kind) })),
  aSource({ key: 'portal', kind: 'hubspot-forms', captcha: captchaOf('turnstile') }),
  aSource({ key: 'no-secret', captcha: captchaOf('turnstile') }),
  aSource({ key: 'plain' }),
]

/** A gateway whose captchas are played by the sandbox. */
async function gatewayWith(timeLimitMs = PATIENT_MS) {
  const sandbox = await captchaSandbox()
  sandbox.received.tokens.set('good', {})
  const settings = { baseUrl: sandbox.url, secret: SANDBOX_CAPTCHA_SECRET, timeLimitMs }
  const checks = new Map(
    SOURCES.flatMap(({ key, captcha }) =>
      captcha === undefined || key === 'no-secret'
        ? []
        : [[key, captchaCheck({ ...settings, kind: captcha.kind })] as const],
    ),
  )
  const configuration = exampleCompany({ sources: { sources: SOURCES } })
  const gateway = await aGateway({
    configuration: { current: async () => configuration, apply: async () => configuration },
    captchas: async () => checks,
  })
  const submit = (key: string, fields: object) =>
    gateway.post(`/v1/capture/${key}`, JSON.stringify({ email: 'a@b.example', ...fields }))
  return {
    ...{ sandbox, gateway, submit },
    leads: () => gateway.intake.kept.map(({ lead }) => lead),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await sandbox.close()
    },
  }
}

const FIELDS = {
  turnstile: 'cf-turnstile-response',
  hcaptcha: 'h-captcha-response',
  recaptcha: 'g-recaptcha-response',
} as const

for (const kind of KINDS) {
  test(`${kind}: who solves it goes on, and everybody else is put before a person`, async () => {
    await using product = await gatewayWith()
    const field = FIELDS[kind]

    const answers = [
      await product.submit(kind, { [field]: 'good', n: 1 }),
      await product.submit(kind, { [field]: 'made up', n: 2 }),
      await product.submit(kind, { [field]: ' ', n: 3 }),
      await product.submit(kind, { n: 4 }),
      await product.submit(kind, { [field]: 'good', n: 5 }),
    ]

    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202, 202, 202],
    )
    assert.deepEqual(
      product.leads().map(({ doubts }) => doubts),
      [undefined, ['captcha-failed'], ['captcha-missing'], ['captcha-missing'], ['captcha-failed']],
    )
  })
}

test('a token is no answer of the person, under any of its names', async () => {
  await using product = await gatewayWith()
  const tokens = { 'h-captcha-response': 'good', 'g-recaptcha-response': 'good' }
  const multipart = new FormData()
  multipart.append('email', 'a@b.example')
  multipart.append('fields[cf-turnstile-response]', 'good')

  await product.submit('hcaptcha', { ...tokens, city: 'Bergen' })
  await product.gateway.post('/v1/capture/turnstile', multipart, {})
  await product.submit('plain', tokens)

  const [solved, nested, plain] = product.leads()
  assert.deepEqual(solved?.form, { email: 'a@b.example', city: 'Bergen' })
  assert.equal(solved?.doubts, undefined)
  assert.deepEqual(nested?.form, { email: 'a@b.example' })
  assert.equal(plain?.form.answers?.length, 2)
})

test('a form in the shape of HubSpot brings its token among its fields', async () => {
  await using product = await gatewayWith()
  const fields = [
    { name: 'email', value: 'a@b.example' },
    { name: 'cf-turnstile-response', value: 'good' },
  ]

  await product.gateway.post('/v1/capture/portal', JSON.stringify({ fields }))

  const [lead] = product.leads()
  assert.equal(lead?.form.email, 'a@b.example')
  assert.deepEqual([lead?.doubts, lead?.form.answers], [undefined, undefined])
})

test('a vendor that hangs, or a secret that is missing, loses no lead', async () => {
  await using product = await gatewayWith(HASTY_MS)
  product.sandbox.behave({ hang: true })

  const answers = [
    await product.submit('turnstile', { 'cf-turnstile-response': 'good' }),
    await product.submit('no-secret', { 'cf-turnstile-response': 'good' }),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202],
  )
  assert.deepEqual(
    product.leads().map(({ doubts }) => doubts),
    [['captcha-unchecked'], ['captcha-unchecked']],
  )
})

test('what is no form, and a source without a captcha, cost no call', async () => {
  await using product = await gatewayWith()

  const broken = await product.gateway.post('/v1/capture/turnstile', '["good"]')
  await product.submit('plain', { 'cf-turnstile-response': 'good' })

  assert.equal(broken.status, 400)
  assert.equal(product.sandbox.received.calls, 0)
  assert.equal(product.leads()[0]?.doubts, undefined)
})

test('a form that comes again with its spent token stays the lead that passed', async () => {
  await using product = await gatewayWith()
  const form = { submission_id: 'one', 'cf-turnstile-response': 'good' }

  const first = await (await product.submit('turnstile', form)).json()
  const again = await (await product.submit('turnstile', form)).json()

  assert.deepEqual(again, first)
  assert.deepEqual(
    product.leads().map(({ doubts }) => doubts),
    [undefined],
  )
})
