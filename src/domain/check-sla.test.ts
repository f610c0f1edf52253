import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { checkSla } from './check-sla.ts'
import { SlaDocument } from './documents/sla.ts'

const WITHIN = { hot: 5, warm: 15, cold: 60 }
const { teams } = exampleCompany().documents
const steps = [{ afterMinutes: 10, do: 'reassign' }]

function problems(sla: object, given = teams) {
  const document = SlaDocument.parse({ acknowledgeWithinMinutes: WITHIN, ...sla })
  return checkSla(document, given).map(({ kind, path, reason }) => [kind, path.join('.'), reason])
}

describe('an sla document', () => {
  it('may not have a policy that an earlier one hides', () => {
    const policies = [
      { id: 'hot', tiers: ['hot'], steps },
      { id: 'all', steps },
      { id: 'ads', sources: ['google-ads'], steps },
    ]

    assert.deepEqual(problems({ policies }), [
      [
        'sla',
        'policies.2.id',
        'is never followed: `all` comes first and is about all of its leads',
      ],
    ])
  })

  it('counts in hours of teams only when they have some', () => {
    const policies = [{ id: 'all', steps: [{ ...steps[0], counted: 'team-hours' }] }]

    assert.deepEqual(problems({ policies }), [
      [
        'sla',
        'policies.0.steps.0.counted',
        'team `emea` has no `schedule` and `timeZone` to count minutes by',
      ],
    ])
  })

  it('says that nothing comes after a step that takes the lead', () => {
    const policy = { id: 'all', steps: [...steps, { afterMinutes: 5, do: 'tell-manager' }] }
    const given = { acknowledgeWithinMinutes: WITHIN, policies: [policy] }
    const { error } = SlaDocument.safeParse(given)

    assert.deepEqual(error?.issues[0]?.path, ['policies', 0, 'steps', 1])
  })
})
