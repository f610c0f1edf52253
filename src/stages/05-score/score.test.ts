import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { ScoringDocument } from '../../domain/documents/scoring.ts'
import type { Lead } from '../../domain/lead.ts'
import { score } from './score.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const SHARE = { signal: new AbortController().signal }

const rule = (id: string, points: number, when: string) => ({
  id,
  reason: `because ${id}`,
  points,
  when,
})

/** Scores by rules that are about the form alone. */
async function scored(lead: Lead, fit: unknown[], interest: unknown[] = []) {
  const scoring = ScoringDocument.parse({ fit, interest, tiers: { hot: 60, warm: 30 } })
  const { event, parts } = await score.run(
    lead,
    stagePorts(exampleCompany({ scoring }), NOW),
    SHARE,
  )
  assert.ok(event.type === 'LeadScored')
  assert.ok(parts?.scoring)
  return { event, scoring: parts.scoring }
}

const lead = aLead({ parts: { form: { title: 'Head of Sales', city: 'Oslo' } } })

describe('score', () => {
  it('adds the points of what holds, keeps fit and interest apart, and gives the reasons', async () => {
    const { event, scoring } = await scored(
      lead,
      [
        rule('head', 20, 'lead.title.startsWith("Head")'),
        rule('bergen', 50, 'lead.city == "Bergen"'),
      ],
      [rule('oslo', 15, 'lead.city == "Oslo"')],
    )

    assert.deepEqual(event, {
      type: 'LeadScored',
      at: NOW,
      score: 35,
      fit: 20,
      interest: 15,
      tier: 'warm',
      revision: 1,
    })
    assert.deepEqual(scoring.reasons, [
      { id: 'head', kind: 'fit', points: 20, reason: 'because head' },
      { id: 'oslo', kind: 'interest', points: 15, reason: 'because oslo' },
    ])
  })

  it('names rules that cannot be decided and gives them no points', async () => {
    const { scoring } = await scored(lead, [rule('large', 20, 'account.employees > 1000')])

    assert.deepEqual(scoring.unknown, ['large'])
    assert.equal(scoring.total, 0)
  })

  it('stays between 0 and 100', async () => {
    const high = await scored(lead, [rule('a', 90, 'true')], [rule('b', 90, 'true')])
    const low = await scored(lead, [rule('a', -90, 'true')])

    assert.equal(high.event.score, 100)
    assert.equal(low.event.score, 0)
    assert.equal(low.event.fit, -90)
  })

  it('calls a lead hot, warm or cold from the first point of each tier on', async () => {
    const tiers = await Promise.all(
      [29, 30, 59, 60].map(
        async (points) => (await scored(lead, [rule('a', points, 'true')])).event.tier,
      ),
    )

    assert.deepEqual(tiers, ['cold', 'warm', 'warm', 'hot'])
  })

  it('gives the same points when a lead is scored again', async () => {
    const before = aLead({ score: 90, tier: 'hot', parts: { form: {} } })

    const { scoring } = await scored(before, [rule('again', 20, 'score.total > 5')])

    assert.deepEqual(scoring.unknown, ['again'])
  })
})
