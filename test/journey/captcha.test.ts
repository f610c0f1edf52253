import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { captchaSandbox, SANDBOX_CAPTCHA_SECRET } from '../../sandbox/captcha-sandbox.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const KINDS = ['turnstile', 'hcaptcha', 'recaptcha'] as const
type Kind = (typeof KINDS)[number]

const FIELDS: Readonly<Record<Kind, string>> = {
  turnstile: 'cf-turnstile-response',
  hcaptcha: 'h-captcha-response',
  recaptcha: 'g-recaptcha-response',
}

/** A product with one form for each kind of captcha, whose vendors are played by the sandbox. */
async function productWithCaptchas() {
  await using untilItFails = new AsyncDisposableStack()
  const sandbox = await captchaSandbox()
  untilItFails.defer(() => sandbox.close())
  const { sources } = exampleCompany().documents.sources
  const template = sources.find(({ key }) => key === 'web-form')
  assert.ok(template)
  const secret = `demo:${SANDBOX_CAPTCHA_SECRET}`
  const forms = KINDS.map((kind) => ({ ...template, key: kind, captcha: { kind, secret } }))
  const { captchaBaseUrls } = readConfig({})
  const product = untilItFails.use(
    await startTestProduct({
      at: MONDAY,
      documents: { sources: { sources: [...sources, ...forms] } },
      settings: {
        captchaBaseUrls: {
          ...captchaBaseUrls,
          ...Object.fromEntries(KINDS.map((kind) => [kind, sandbox.url])),
        },
      },
    }),
  )
  const started = untilItFails.move()
  let people = 0
  return {
    ...{ sandbox, product },
    submit(kind: Kind, token?: string): Promise<LeadId> {
      people += 1
      const email = `person-${people}@company-${people}.example`
      const answer = token === undefined ? {} : { [FIELDS[kind]]: token }
      return product.submit(kind, { email, country: 'NO', message: 'A demo, please', ...answer })
    },
    /** Waits until the lead is decided, and says how, with what a person is to look at. */
    async end(id: LeadId) {
      const { state } = await product.decided(id)
      const item = await product.db
        .selectFrom('reviewItems')
        .select('reasons')
        .where('leadId', '=', id)
        .executeTakeFirst()
      return [state, item?.reasons ?? []]
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

describe('the captcha of a form, on its way through the product', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: solved it goes to a rep; wrong, expired, used or missing to a person`, async () => {
      await using scene = await productWithCaptchas()
      scene.sandbox.received.tokens.set('good', {}).set('old', { expired: true })

      assert.deepEqual(await scene.end(await scene.submit(kind, 'good')), ['assigned', []])
      for (const [token, reason] of [
        ['made up', 'captcha-failed'],
        ['old', 'captcha-failed'],
        ['good', 'captcha-failed'],
        [undefined, 'captcha-missing'],
      ] as const) {
        const end = await scene.end(await scene.submit(kind, token))
        assert.deepEqual(end, ['quarantined', [reason]], token)
      }
    })
  }

  test('while the vendor hangs, breaks off or is gone every form is kept, and released goes on', async () => {
    await using scene = await productWithCaptchas()
    const { sandbox, submit, end, product } = scene
    sandbox.received.tokens.set('good', {}).set('better', {})

    sandbox.behave({ hang: true })
    const hung = await submit('turnstile', 'good')
    sandbox.behave({ status: 503 })
    const failed = await submit('hcaptcha', 'good')
    await sandbox.close()
    const gone = await submit('recaptcha', 'good')

    for (const id of [hung, failed, gone]) {
      assert.deepEqual(await end(id), ['quarantined', ['captcha-unchecked']])
    }
    const item = await product.db
      .selectFrom('reviewItems')
      .select('id')
      .where('leadId', '=', gone)
      .executeTakeFirstOrThrow()
    await product.api('POST', `/v1/reviews/${item.id}/resolve`, { resolution: 'release' })
    await product.decided(gone, 'assigned')
  })

  test('of many forms at once while the vendor hangs none is lost, and soon none waits for it', async () => {
    await using scene = await productWithCaptchas()
    scene.sandbox.behave({ hang: true })

    const ids = await Promise.all(
      Array.from({ length: 30 }, () => scene.submit('turnstile', 'any')),
    )
    const { calls } = scene.sandbox.received
    const later = await scene.submit('turnstile', 'any')

    assert.equal(new Set(ids).size, 30)
    for (const id of [...ids, later]) {
      assert.deepEqual(await scene.end(id), ['quarantined', ['captcha-unchecked']])
    }
    assert.equal(scene.sandbox.received.calls, calls, 'a vendor that hangs is left alone')
    const kept = await eventually('every delivery', async () => {
      const rows = await scene.product.db.selectFrom('deliveries').select('id').execute()
      return rows.length >= 31 && rows
    })
    assert.equal(kept.length, 31)
  })
})
