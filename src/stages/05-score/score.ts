import { checkedCondition } from '../../domain/condition.ts'
import { type Facts, factsOf } from '../../domain/condition-fields.ts'
import { PRICING_PATHS } from '../../domain/documents/attribution.ts'
import type { Documents } from '../../domain/documents/documents.ts'
import type { ScoreRule, ScoringDocument } from '../../domain/documents/scoring.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Tier } from '../../domain/lead-event.ts'
import type { LeadParts, ScoreReason, Scoring } from '../../domain/lead-parts.ts'
import type { Verdict } from '../../domain/route.ts'
import { touchesOf } from '../../domain/touches.ts'
import { visitCounts } from '../../domain/visit-counts.ts'
import { namesFor } from '../../ports/known-names.ts'
import type { Ports } from '../../ports/ports.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Says how well a lead fits and how interested it is: the points of every rule of the `scoring`
 * document that holds, added up. A rule that cannot be decided because a field is missing gives
 * nothing and is named, so that a person sees what more data would change. What the person did before
 * they wrote is read for it, and kept with the lead, with how they came.
 */
export const score: LookAndSay = {
  kind: 'look-and-say',
  name: 'score',
  async run(lead, ports) {
    const at = ports.clock()
    const { revision, documents } = await ports.configuration.current()
    const visits = await visitsOf(lead, documents, ports)
    const seen = { ...lead, parts: { ...lead.parts, ...visits } }
    const nameFor = await namesFor(lead.parts.form, documents.attribution, ports.names)
    const facts = factsOf(seen, at, { nameFor })
    const scoring = scoringOf(facts, documents.scoring)
    const { total, fit, interest } = scoring
    const tier = tierOf(total, documents.scoring.tiers)
    const event = { type: 'LeadScored', at, score: total, fit, interest, tier, revision } as const
    return { event, parts: { ...visits, scoring } }
  },
}

/** What is known of the person's visits: by their visitors, and by the visit they wrote in. */
async function visitsOf(
  { contactId, receivedAt, parts: { form } }: Lead,
  { attribution }: Documents,
  { signals }: Pick<Ports, 'signals'>,
): Promise<Pick<LeadParts, 'signals' | 'touches'>> {
  const { sessionId } = form
  const done =
    contactId === undefined ? [] : await signals.of({ contactId, sessionId, until: receivedAt })
  const counts = visitCounts(done, attribution.signals.pricingPaths ?? PRICING_PATHS, receivedAt)
  const touches = touchesOf(form, receivedAt, done)
  return { ...(counts && { signals: counts }), ...(touches && { touches }) }
}

type Kind = ScoreReason['kind']

function scoringOf(known: Facts, document: ScoringDocument): Scoring {
  // Without an earlier score: points that depend on points would grow each time.
  const facts: Facts = { ...known, score: {} }
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
