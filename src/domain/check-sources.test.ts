import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSources } from './check-sources.ts'
import { SourcesDocument } from './documents/sources.ts'

const problemsOf = (given: object) =>
  checkSources(SourcesDocument.parse({ sources: [{ key: 'ads', name: 'Ads', ...given }] })).map(
    ({ path, reason }) => `${path.join('.')}: ${reason.split(':')[0]}`,
  )

const api = { token: 'env:TOKEN' }

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

test('nothing is read again or looked for without an API', () => {
  assert.deepEqual(problemsOf({ kind: 'form' }), [])
  assert.deepEqual(problemsOf({ kind: 'jotform', reread: true }), ['sources.0: `ads` needs `api`'])
  assert.deepEqual(problemsOf({ kind: 'jotform', reconcileMinutes: 5 }), [
    'sources.0: `ads` needs `api`',
  ])
})

test('nothing is asked of an API that the kind does not have', () => {
  assert.deepEqual(problemsOf({ kind: 'jotform', api, reread: true, reconcileMinutes: 5 }), [])
  assert.deepEqual(problemsOf({ kind: 'webflow', api, reread: true }), [
    'sources.0.api: a delivery of kind webflow holds all there is',
    'sources.0.reread: a delivery of kind webflow holds all there is',
  ])
})

test('only forms that browsers post have a captcha, and only reCAPTCHA has a score', () => {
  const captcha = { kind: 'turnstile', secret: 'env:SECRET' }
  const score = { kind: 'recaptcha', secret: 'env:SECRET', minScore: 0.7 }

  assert.deepEqual(problemsOf({ kind: 'form', captcha }), [])
  assert.deepEqual(problemsOf({ kind: 'hubspot-forms', captcha: score }), [])
  assert.deepEqual(problemsOf({ kind: 'typeform', captcha }), [
    'sources.0.captcha: browsers do not post to kind typeform',
  ])
  assert.throws(
    () => problemsOf({ kind: 'form', captcha: { ...score, kind: 'hcaptcha' } }),
    /minScore/,
  )
})
