import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captchaSandbox, SANDBOX_CAPTCHA_SECRET } from '../../../sandbox/captcha-sandbox.ts'
import { HASTY_MS, PATIENT_MS } from '../../../test/contracts/fault.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { captchaCheck } from './captcha-check.ts'

type Settings = Parameters<typeof captchaCheck>[0]

async function captcha(given: Pick<Settings, 'kind'> & Partial<Settings>) {
  const sandbox = await captchaSandbox()
  sandbox.received.tokens.set('good', {}).set('old', { expired: true })
  const codes: string[] = []
  const check = captchaCheck({
    baseUrl: sandbox.url,
    secret: SANDBOX_CAPTCHA_SECRET,
    timeLimitMs: PATIENT_MS,
    onUnknown: ({ code }) => codes.push(code),
    ...given,
  })
  const ask = (token: string) => check.check(token, '192.0.2.7')
  return { sandbox, codes, check, ask, [Symbol.asyncDispose]: sandbox.close }
}

const PATHS = {
  turnstile: '/turnstile/v0/siteverify',
  hcaptcha: '/siteverify',
  recaptcha: '/recaptcha/api/siteverify',
} as const

for (const kind of ['turnstile', 'hcaptcha', 'recaptcha'] as const) {
  test(`${kind}: a good token is a person, who is asked about with their address`, async () => {
    await using vendor = await captcha({ kind })

    assert.equal(await vendor.ask('good'), 'human')
    assert.deepEqual(vendor.sandbox.received.checks, [
      { path: PATHS[kind], token: 'good', remoteip: '192.0.2.7' },
    ])
  })

  test(`${kind}: a token that is wrong, too old or used is vouched for by nobody`, async () => {
    await using vendor = await captcha({ kind })
    await vendor.ask('good')

    const verdicts = [
      await vendor.ask('made up'),
      await vendor.ask('old'),
      await vendor.ask('good'),
    ]

    assert.deepEqual(verdicts, ['not-human', 'not-human', 'not-human'])
    assert.deepEqual(vendor.codes, [])
  })

  test(`${kind}: a secret it does not know is our trouble, not the person's`, async () => {
    await using vendor = await captcha({ kind, secret: 'typo' })

    assert.equal(await vendor.ask('good'), 'unknown')
    assert.deepEqual(vendor.codes, [`${kind}-denied`])
  })

  test(`${kind}: while it is away or in trouble nothing is known`, async () => {
    await using vendor = await captcha({ kind })
    const behaviours = [
      httpBehaviour('internal-error'),
      httpBehaviour('hang-up'),
      httpBehaviour('rate-limit'),
      { status: 200, error: 'internal-error' },
    ]

    const verdicts: string[] = []
    for (const behaviour of behaviours) {
      vendor.sandbox.behave(behaviour)
      verdicts.push(await vendor.ask('good'))
    }

    assert.deepEqual(new Set(verdicts), new Set(['unknown']))
    assert.deepEqual(
      vendor.codes.map((code) => code.replace(`${kind}-`, '')),
      ['failed', 'broken-off', 'rate-limited', 'failed'],
    )
  })
}

test('a vendor that hangs costs its time limit, and after five times nothing', async () => {
  await using vendor = await captcha({ kind: 'turnstile', timeLimitMs: HASTY_MS })
  vendor.sandbox.behave({ hang: true })

  for (let time = 0; time < 6; time += 1) assert.equal(await vendor.ask('good'), 'unknown')

  assert.deepEqual(vendor.codes, [...Array(5).fill('turnstile-timeout'), 'turnstile-circuit-open'])
  assert.equal(vendor.sandbox.received.calls, 5)
  assert.equal(vendor.check.circuit(), 'open')
})

test('nobody at its address is no verdict either', async () => {
  await using vendor = await captcha({ kind: 'hcaptcha' })
  await vendor.sandbox.close()

  assert.equal(await vendor.ask('good'), 'unknown')
  assert.deepEqual(vendor.codes, ['hcaptcha-unreachable'])
})

test('a verdict counts though it comes with status 400', async () => {
  await using vendor = await captcha({ kind: 'turnstile' })
  vendor.sandbox.behave({ status: 400, error: 'invalid-input-response' })

  assert.equal(await vendor.ask('good'), 'not-human')
})

test('who scores below the least of the source is no person', async () => {
  await using usual = await captcha({ kind: 'recaptcha' })
  await using strict = await captcha({ kind: 'recaptcha', minScore: 0.9 })
  for (const { sandbox } of [usual, strict]) {
    sandbox.received.tokens.set('half', { score: 0.5 }).set('less', { score: 0.4 })
    sandbox.received.tokens.set('sure', { score: 0.9 })
  }

  assert.equal(await usual.ask('half'), 'human')
  assert.equal(await usual.ask('less'), 'not-human')
  assert.equal(await strict.ask('half'), 'not-human')
  assert.equal(await strict.ask('sure'), 'human')
})

test('what is too long to be a token costs no call', async () => {
  await using vendor = await captcha({ kind: 'hcaptcha' })

  assert.equal(await vendor.ask('x'.repeat(8_193)), 'not-human')
  assert.equal(vendor.sandbox.received.calls, 0)
})
