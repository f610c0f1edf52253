import { checkedCondition } from '../../domain/condition.ts'
import { type Facts, factsOf } from '../../domain/condition-fields.ts'
import type { ScoreRule, ScoringDocument } from '../../domain/documents/scoring.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Tier } from '../../domain/lead-event.ts'
import type { ScoreReason, Scoring } from '../../domain/lead-parts.ts'
import type { Verdict } from '../../domain/route.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Says how well a lead fits and how interested it is: the points of every rule of the `scoring`
 * document that holds, added up. A rule that cannot be decided because a field is missing gives
 * nothing and is named, so that a person sees what more data would change.
 */
export const score: LookAndSay = {
  kind: 'look-and-say',
  name: 'score',
  async run(lead, ports) {
    const at = ports.clock()
    const { revision, documents } = await ports.configuration.current()
    const scoring = scoringOf(lead, documents.scoring, at)
    const { total, fit, interest } = scoring
    const tier = tierOf(total, documents.scoring.tiers)
    const event = { type: 'LeadScored', at, score: total, fit, interest, tier, revision } as const
    return { event, parts: { scoring } }
  },
}

type Kind = ScoreReason['kind']

function scoringOf(lead: Lead, document: ScoringDocument, at: Date): Scoring {
  // Without an earlier score: points that depend on points would grow each time.
  const facts: Facts = { ...factsOf(lead, at), score: {} }
  const judged = (['fit', 'interest'] as const).flatMap((kind) =>
    document[kind].map((rule) => ({ kind, rule, verdict: verdictOf(rule, facts) })),
  )
  const held = judged.filter(({ verdict }) => verdict === 'true')
  const points = (of: Kind) =>
    held.reduce((sum, { kind, rule }) => sum + (kind === of ? rule.points : 0), 0)
  return {
    total: Math.min(100, Math.max(0, points('fit') + points('interest'))),
    fit: points('fit'),
    interest: points('interest'),
    reasons: held.map(({ kind, rule }) => reasonOf(kind, rule)),
    unknown: judged.filter(({ verdict }) => verdict === 'unknown').map(({ rule }) => rule.id),
  }
}

const verdictOf = (rule: ScoreRule, facts: Facts): Verdict =>
  checkedCondition(rule.when).evaluate(facts).verdict

const reasonOf = (kind: Kind, { id, points, reason }: ScoreRule) => ({ id, kind, points, reason })

function tierOf(total: number, { hot, warm }: ScoringDocument['tiers']): Tier {
  if (total >= hot) return 'hot'
  return total >= warm ? 'warm' : 'cold'
}
