import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person } from '../../demo/traffic/person.ts'
import { submissions } from '../../demo/traffic/submissions.ts'
import { examine } from '../../src/stages/02-validate/examine.ts'

const MANY = 3_000

test('the same seed gives the same submissions, another seed others', () => {
  const first = submissions(1).take(200).toArray()

  assert.deepEqual(submissions(1).take(200).toArray(), first)
  assert.notDeepEqual(submissions(2).take(200).toArray(), first)
})

test('no two persons share an address or a number, and nearly all can be reached', () => {
  const persons = Array.from({ length: MANY }, (_, number) => person(1, number))

  assert.equal(new Set(persons.map(({ email }) => email)).size, MANY)
  assert.equal(new Set(persons.map(({ phone }) => phone)).size, MANY)
  const findings = persons.map(({ email, phone, country }) =>
    examine({ email, phone, country: country.name }, undefined),
  )
  assert.ok(findings.every(({ email, country }) => email !== undefined && country !== undefined))
  assert.ok(findings.filter(({ phone }) => phone === undefined).length < MANY / 100)
})

test('what is sent again is the very request of one before', () => {
  const sent = submissions(3).take(MANY).toArray()
  const again = sent.flatMap(({ kind, request }, place) =>
    kind === 'sent again' ? [{ request, place }] : [],
  )

  assert.ok(again.length > 0)
  for (const { request, place } of again) {
    assert.ok(sent.slice(0, place).some((before) => before.request === request))
  }
})

test('every other request is told apart from all the rest', () => {
  const bodies = submissions(4)
    .take(MANY)
    .filter(({ kind }) => kind !== 'sent again' && kind !== 'forged key')
    .map(({ request }) => `${request.path} ${request.headers['idempotency-key']} ${request.body}`)
    .toArray()

  assert.equal(new Set(bodies).size, bodies.length)
})

test('all kinds of submissions and all sources come up', () => {
  const sent = submissions(5).take(MANY).toArray()

  assert.equal(new Set(sent.map(({ kind }) => kind)).size, 9)
  assert.deepEqual([...new Set(sent.map(({ request }) => request.path))].sort(), [
    '/v1/capture/content-download',
    '/v1/capture/google-ads',
    '/v1/capture/partner-form',
    '/v1/capture/web-form',
    '/v1/capture/webinar',
    '/v1/leads',
  ])
})
