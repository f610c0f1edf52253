import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { exampleCompany } from '../../test/support/example-company.ts'
import { checkDigests } from './check-digests.ts'
import { digestDueAt, digestTimesFor } from './digest.ts'
import { DigestRules } from './documents/digest.ts'
import type { SlaDocument } from './documents/sla.ts'

const { sla, teams } = exampleCompany().documents
const [schedule] = teams.schedules
const oslo = { timeZone: 'Europe/Oslo', schedule }
const at = (text: string) => new Date(text)

describe('a digest', () => {
  test('comes within its minutes, and before half of the time to the next step has passed', () => {
    const minute = fc.integer({ min: 1, max: 1_440 })
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.date({ min: at('2026-01-01'), max: at('2027-01-01'), noInvalidDate: true }),
        (every, wait, offeredAt) => {
          const nextStepAt = new Date(offeredAt.getTime() + wait * 60_000)

          const due = digestDueAt({ everyMinutes: every }, { offeredAt, nextStepAt }, oslo)

          const waited = (due.getTime() - offeredAt.getTime()) / 60_000
          assert.ok(waited > 0 && waited <= every && waited <= wait / 2)
        },
      ),
    )
  })

  test('at times comes at the next of them in which the rep works, in their own zone', () => {
    const times = { at: ['15:00', '09:30', '19:00'] }
    const next = (offeredAt: string) =>
      digestDueAt(times, { offeredAt: at(offeredAt), nextStepAt: undefined }, oslo).toISOString()

    // A Friday; 19:00 is after work, and the days after it are a weekend.
    assert.equal(next('2026-11-27T08:31:00Z'), '2026-11-27T14:00:00.000Z')
    assert.equal(next('2026-11-27T14:00:00Z'), '2026-11-30T08:30:00.000Z')
    // Christmas Eve and Day are holidays of that schedule once its calendar is counted.
    const holidays = { ...oslo, schedule: schedule && { ...schedule, holidays: ['2026-11-30'] } }
    const { nextStepAt } = { nextStepAt: undefined }
    assert.equal(
      digestDueAt(
        times,
        { offeredAt: at('2026-11-27T14:00:00Z'), nextStepAt },
        holidays,
      ).toISOString(),
      '2026-12-01T08:30:00.000Z',
    )
  })

  test('is for the tiers and sources that are named, and not for a rep who wants none', () => {
    const digest = DigestRules.parse({ sources: ['web-form'], everyMinutes: 30 })
    const of = (
      tier: 'hot' | 'cold' | undefined,
      sourceKey: string,
      own?: 'off' | { at: string[] },
    ) => digestTimesFor({ tier, sourceKey }, { alerts: { ladders: [], digest: own } }, { digest })

    assert.equal(of('cold', 'web-form')?.everyMinutes, 30)
    assert.equal(of(undefined, 'web-form')?.everyMinutes, 30)
    assert.deepEqual(of('cold', 'web-form', { at: ['09:00'] }), { at: ['09:00'] })
    assert.equal(of('hot', 'web-form'), undefined)
    assert.equal(of('cold', 'partner-form'), undefined)
    assert.equal(of('cold', 'web-form', 'off'), undefined)
  })
})

describe('the check of digests', () => {
  const problems = (digest: object, changed: Partial<SlaDocument> = {}, own?: object) => {
    const alerts = own && { ladders: [], digest: own }
    const reps = teams.reps.map((rep, index) => (index === 0 && alerts ? { ...rep, alerts } : rep))
    return checkDigests(
      { ...sla, ...changed, digest: DigestRules.parse(digest) },
      { ...teams, reps },
    )
  }

  test('refuses one by which somebody else is asked before the rep has been told', () => {
    assert.deepEqual(problems({ everyMinutes: 30 }), [])
    const [slow] = problems({ everyMinutes: 60 })
    assert.deepEqual([slow?.kind, slow?.path], ['sla', ['digest', 'everyMinutes']])
    assert.equal(slow?.reason, 'lets up to 60 min pass, but a cold lead goes on after 60 min')
    const steps = [{ afterMinutes: 20, do: 'reassign' as const }]
    const policies = [{ id: 'cold', tiers: ['cold' as const], steps }]
    assert.match(problems({ everyMinutes: 30 }, { policies })[0]?.reason ?? '', /policy `cold`/)
  })

  test('looks at what reps have in its place, and at nights between times of the day', () => {
    const [own] = problems({ everyMinutes: 30 }, {}, { everyMinutes: 90 })
    assert.deepEqual(own?.path, ['reps', 0, 'alerts', 'digest', 'everyMinutes'])
    assert.match(problems({ at: ['09:00', '13:00'] })[0]?.reason ?? '', /1200 min pass/)
    assert.deepEqual(problems({ at: ['09:00', '13:00'] }, { counted: 'rep-hours' }), [])
  })
})
