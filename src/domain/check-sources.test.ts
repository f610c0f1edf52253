import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSources } from './check-sources.ts'
import { SourcesDocument, TAKES_BROWSERS } from './documents/sources.ts'

const problemsOf = (given: object) =>
  checkSources(SourcesDocument.parse({ sources: [{ key: 'ads', name: 'Ads', ...given }] })).map(
    ({ path, reason }) => `${path.join('.')}: ${reason.split(':')[0]}`,
  )

const api = { token: 'env:TOKEN' }
const signed = (kind: string) => ({ kind, secret: 'env:SECRET' })

test('a source whose leads are read from an API says by what, and what proves its deliveries', () => {
  assert.deepEqual(problemsOf({ kind: 'meta' }), [
    'sources.0: `ads` needs `secret`',
    'sources.0: `ads` needs `verifyToken`',
    'sources.0: `ads` needs `api`',
  ])
  assert.deepEqual(problemsOf({ kind: 'linkedin', secret: 'env:SECRET' }), [
    'sources.0: `ads` needs `api`',
  ])
  assert.deepEqual(problemsOf({ kind: 'hubspot', api }), ['sources.0: `ads` needs `secret`'])
  assert.deepEqual(
    problemsOf({ kind: 'meta', secret: 'env:SECRET', verifyToken: 'env:WORD', api }),
    [],
  )
})

test('a source that nothing could prove is refused, unless browsers post to it', () => {
  const reasons = (given: object) =>
    checkSources(SourcesDocument.parse({ sources: [{ key: 'ads', name: 'Ads', ...given }] }))

  assert.deepEqual(problemsOf({ kind: 'typeform' }), [
    'sources.0: `ads` needs `secret` or `pathToken`',
  ])
  assert.deepEqual(problemsOf({ kind: 'typeform', secret: 'env:SECRET' }), [])
  assert.deepEqual(problemsOf({ kind: 'typeform', pathToken: 'env:TOKEN' }), [])
  assert.deepEqual(problemsOf({ kind: 'zoom', pathToken: 'env:TOKEN' }), [
    'sources.0: `ads` needs `secret`',
  ])
  for (const kind of TAKES_BROWSERS) assert.deepEqual(problemsOf({ kind }), [])
  const [problem] = reasons({ kind: 'google-ads' })
  assert.match(problem?.reason ?? '', /^`ads` needs `secret`: the key you type in Google Ads/)
})

test('nothing is read again or looked for without an API', () => {
  assert.deepEqual(problemsOf({ kind: 'form' }), [])
  const jotform = { kind: 'jotform', pathToken: 'env:TOKEN' }
  assert.deepEqual(problemsOf({ ...jotform, reread: true }), ['sources.0: `ads` needs `api`'])
  assert.deepEqual(problemsOf({ ...jotform, reconcileMinutes: 5 }), [
    'sources.0: `ads` needs `api`',
  ])
})

test('nothing is asked of an API that the kind does not have', () => {
  assert.deepEqual(problemsOf({ ...signed('jotform'), api, reread: true, reconcileMinutes: 5 }), [])
  assert.deepEqual(problemsOf({ ...signed('webflow'), api, reread: true }), [
    'sources.0.api: a delivery of kind webflow holds all there is',
    'sources.0.reread: a delivery of kind webflow holds all there is',
  ])
})

test('names are asked of the vendor whose leads they are, and of nobody else', () => {
  const linkedin = { kind: 'linkedin', token: 'env:ADS', account: '1234567' }
  const google = {
    ...{ kind: 'google-ads', developerToken: 'env:DEV', clientId: 'client', customerId: '123' },
    ...{ clientSecret: 'env:SECRET', refreshToken: 'env:REFRESH' },
  }
  const withNames = (kind: string, names: object) =>
    problemsOf({
      kind,
      secret: 'env:SECRET',
      verifyToken: 'env:WORD',
      names,
      ...(kind === 'google-ads' ? {} : { api }),
    })

  assert.deepEqual(withNames('google-ads', google), [])
  assert.deepEqual(withNames('linkedin', linkedin), [])
  assert.deepEqual(withNames('meta', { kind: 'meta', token: 'env:ADS' }), [])
  assert.deepEqual(withNames('google-ads', linkedin), [
    'sources.0.names: leads of kind google-ads have no ids of linkedin',
  ])
})

test('what names are asked for with is complete, in digits, and by reference', () => {
  const refused = (names: object) => {
    const source = { key: 'ads', name: 'Ads', kind: 'google-ads', names }
    const { error } = SourcesDocument.safeParse({ sources: [source] })
    return (error?.issues ?? []).map(
      ({ path, message }) => `${path.slice(2).join('.')}: ${message}`,
    )
  }

  assert.deepEqual(
    refused({
      ...{ kind: 'google-ads', developerToken: 'dev-token-in-clear', clientId: 'client' },
      ...{ clientSecret: 'env:SECRET', customerId: '123-456-7890', loginCustomerId: 9_876_543_210 },
    }),
    [
      'names.developerToken: use env:NAME or, on loopback only, demo:value',
      'names.refreshToken: Invalid input: expected string, received undefined',
      'names.customerId: use the digits alone, without dashes',
      'names.loginCustomerId: write the number in quotes',
    ],
  )
  assert.match(refused({ kind: 'tiktok', token: 'env:T' }).join(), /^names.kind: /)
  assert.match(refused({ kind: 'meta', token: 'env:T', account: '1' }).join(), /account/)
})

test('only forms that browsers post have a captcha, and only reCAPTCHA has a score', () => {
  const captcha = { kind: 'turnstile', secret: 'env:SECRET' }
  const score = { kind: 'recaptcha', secret: 'env:SECRET', minScore: 0.7 }

  assert.deepEqual(problemsOf({ kind: 'form', captcha }), [])
  assert.deepEqual(problemsOf({ kind: 'hubspot-forms', captcha: score }), [])
  assert.deepEqual(problemsOf({ ...signed('typeform'), captcha }), [
    'sources.0.captcha: browsers do not post to kind typeform',
  ])
  assert.throws(
    () => problemsOf({ kind: 'form', captcha: { ...score, kind: 'hcaptcha' } }),
    /minScore/,
  )
})
