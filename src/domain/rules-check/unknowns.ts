import { checkedCondition } from '../condition.ts'
import type { Finding } from './finding.ts'
import type { Rules } from './territories.ts'

/** Below so many past leads a share says nothing. */
const LEAST_LEADS = 20
/** A rule that could not be judged for so many of them probably asks for the wrong field. */
const OFTEN = 0.5

/** Rules that could not be judged for most past leads, with the field that is missing most. */
export function oftenUnknown({ rules, past }: Rules): readonly Finding[] {
  if (past.length < LEAST_LEADS) return []
  return rules.flatMap(({ id, index, when }) => {
    const condition = checkedCondition(when)
    const judged = past.map(({ id: leadId, facts }) => ({ leadId, ...condition.evaluate(facts) }))
    const unknown = judged.filter(({ verdict }) => verdict === 'unknown')
    if (unknown.length < past.length * OFTEN) return []
    const field = missingMost(unknown.map(({ saw }) => saw))
    const message = `\`${id}\` could not be judged for ${unknown.length} of the latest ${past.length} leads, most often for want of \`${field}\``
    const path = ['rules', index, 'when']
    return [{ code: 'often-unknown', level: 'warning', path, message, leadId: unknown[0]?.leadId }]
  })
}

function missingMost(saws: readonly Readonly<Record<string, unknown>>[]): string {
  const counts = new Map<string, number>()
  for (const saw of saws) {
    for (const [field, value] of Object.entries(saw)) {
      if (value === null) counts.set(field, (counts.get(field) ?? 0) + 1)
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'a value'
}
