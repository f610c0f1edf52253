import { thereIsNo } from './closest-name.ts'
import { checkedCondition } from './condition.ts'
import { CONDITION_FIELDS, type Facts } from './condition-fields.ts'
import type { ReferenceProblem } from './document-references.ts'
import type { Expectation, RoutingDocument } from './documents/routing.ts'
import { factsGiven } from './facts-given.ts'
import { FALLBACK } from './route.ts'

/**
 * What the rules do otherwise than the `expect` part of their document says. Such a document is
 * not applied, so that what a rule is for outlives whoever wrote it.
 */
export function checkExpectations(routing: RoutingDocument): readonly ReferenceProblem[] {
  return routing.expect.flatMap((expectation, index) => {
    const problems = [...unknownFields(expectation), ...unknownRule(expectation, routing)]
    const found = problems.length > 0 ? problems : unmet(expectation, routing)
    return found.map(({ path, reason }) => ({
      kind: 'routing',
      path: ['expect', index, ...path],
      reason,
    }))
  })
}

type Wrong = Pick<ReferenceProblem, 'path' | 'reason'>

/** Fields that can be given as one value: all but the answers as a whole and the moment itself. */
const FIELDS = Object.entries(CONDITION_FIELDS).flatMap(([group, fields]) =>
  Object.entries(fields)
    .filter(([, type]) => type === 'string' || type === 'double' || type === 'bool')
    .map(([field, type]) => [`${group}.${field}`, type] as const),
)
const TYPES = new Map<string, string>(FIELDS)
const WORDS = { string: 'a text', double: 'a number', bool: 'true or false' } as const
const VALUES = { string: 'string', double: 'number', bool: 'boolean' } as const

function unknownFields({ given }: Expectation): readonly Wrong[] {
  return Object.entries(given).flatMap(([field, value]) => {
    const path = ['given', field]
    const type = field.startsWith('lead.answers.') ? 'string' : TYPES.get(field)
    if (type === undefined) return [{ path, reason: thereIsNo('field', field, TYPES.keys()) }]
    const known = type as keyof typeof WORDS
    if (typeof value === VALUES[known]) return []
    return [{ path, reason: `\`${field}\` is ${WORDS[known]}` }]
  })
}

function unknownRule({ rule }: Expectation, { rules }: RoutingDocument): readonly Wrong[] {
  const names = [...rules.map(({ id }) => id), FALLBACK]
  if (names.includes(rule)) return []
  return [{ path: ['rule'], reason: thereIsNo('rule', rule, names) }]
}

function unmet({ name, given, rule }: Expectation, routing: RoutingDocument): readonly Wrong[] {
  const facts = factsGiven(given)
  const taken = takenBy(facts, routing)
  if (taken === rule) return []
  const expected = routing.rules.find(({ id }) => id === rule)
  const why = expected === undefined ? '' : `; ${whyNot(expected.when, facts)}`
  return [{ path: ['rule'], reason: `"${name}" goes to \`${taken}\`, not to \`${rule}\`${why}` }]
}

function takenBy(facts: Facts, { rules }: RoutingDocument): string {
  const first = rules.find(({ when }) => checkedCondition(when).evaluate(facts).verdict === 'true')
  return first?.id ?? FALLBACK
}

function whyNot(when: string, facts: Facts): string {
  const { verdict, saw } = checkedCondition(when).evaluate(facts)
  if (verdict === 'true') return 'that rule matches too, but stands after it'
  const values = Object.entries(saw).map(([field, value]) => `${field} = ${value ?? 'missing'}`)
  return `its condition is ${verdict} for ${values.join(', ')}`
}
