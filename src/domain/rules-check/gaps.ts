import { ruleTaking } from '../routing-plan/routing-plan.ts'
import { ANOTHER, type FieldValue, type FieldValues, MISSING } from './field-values.ts'
import { findUntaken } from './find-untaken.ts'
import type { Finding } from './finding.ts'
import { described, type Rules } from './territories.ts'

/** Leads that no rule takes, the most surprising first: all they have is named by some rule. */
export function gapIn(all: Rules): Finding | undefined {
  const shapes = all.rules.map(({ shape }) => shape)
  for (const { without, what } of KINDS) {
    const { found, assumed } = findUntaken([], shapes, valuesWithout(all.values, without))
    if (found === 'gave-up') return undefined
    if (found === 'none' || assumed) continue
    return { ...gapOf(all, what), witness: described(found, all) }
  }
  const shown = gapOf(all, 'no rule matches some leads')
  return shown.leadId === undefined ? undefined : shown
}

const KINDS: readonly { readonly without: readonly FieldValue[]; readonly what: string }[] = [
  {
    without: [MISSING, ANOTHER],
    what: 'no rule matches some leads although every value they have stands in a rule',
  },
  { without: [MISSING], what: 'no rule matches leads with values that no rule names' },
  { without: [], what: 'no rule matches leads that lack what the rules ask for' },
]

function valuesWithout(values: FieldValues, without: readonly FieldValue[]): FieldValues {
  const left = [...values].map(([field, choices]) => {
    return [field, choices.filter((value) => !without.includes(value))] as const
  })
  return new Map(left)
}

function gapOf(all: Rules, what: string): Finding {
  const left = all.past.filter(({ facts }) => ruleTaking(all.plan, facts) === undefined)
  const of = `${left.length} of the latest ${all.past.length} leads`
  const message = `${what}: they go to the fallback${all.past.length === 0 ? '' : ` (${of})`}`
  return { code: 'gap', level: 'note', path: ['fallback'], message, leadId: left[0]?.id }
}
