import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { AlertPreferences } from '../documents/alert-preferences.ts'
import { CanaryDocument } from '../documents/canary.ts'
import type { TeamsDocument } from '../documents/teams.ts'
import { checkCanary } from './check-canary.ts'

const { teams } = exampleCompany().documents

const aCanary = (rep: string) =>
  CanaryDocument.parse({
    ...{ rep, page: ['marcus'] },
    routes: [{ id: 'emea', source: 'web-form', form: { email: 'emea@canary.invalid' } }],
  })

/** The company with a test rep, who is as given besides. */
function withTestRep(given: Partial<TeamsDocument['reps'][number]> = {}): TeamsDocument {
  const [template] = teams.reps
  assert.ok(template)
  return { ...teams, reps: [...teams.reps, { ...template, id: 'canary' as never, ...given }] }
}

const reasonsFor = (rep: string, company: TeamsDocument) =>
  checkCanary(aCanary(rep), company).map(({ path, reason }) => `${path}: ${reason}`)

test('the test rep is somebody who gets no real leads, and hears of canaries at any hour', () => {
  const quiet = AlertPreferences.parse({ quietHours: { from: '20:00', to: '07:00' } })

  assert.deepEqual(reasonsFor('canary', withTestRep()), [])
  assert.match(reasonsFor('ingvild', teams)[0] ?? '', /^rep: takes turns in pool `emea`/)
  assert.match(reasonsFor('canary', withTestRep({ active: false }))[0] ?? '', /is not active/)
  assert.match(reasonsFor('canary', withTestRep({ alerts: quiet }))[0] ?? '', /quiet hours/)
})

test('routes need a rep and somebody to page; without routes nothing is needed', () => {
  const routes = [{ id: 'emea', source: 'web-form', form: {} }]

  const { error } = CanaryDocument.safeParse({ routes })

  assert.deepEqual(
    error?.issues.map(({ path, message }) => `${path}: ${message}`),
    ['rep: routes need `rep`', 'page: routes need `page`'],
  )
  assert.deepEqual(checkCanary(CanaryDocument.parse({ rep: 'ingvild' }), teams), [])
})
