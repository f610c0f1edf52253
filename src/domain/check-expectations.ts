import { thereIsNo } from './closest-name.ts'
import { CONDITION_FIELDS, SEGMENTS } from './condition-fields.ts'
import type { ReferenceProblem } from './document-references.ts'
import type { Expectation, RoutingDocument } from './documents/routing.ts'
import { factsGiven } from './facts-given.ts'
import { FALLBACK, type RuleLooked } from './route.ts'
import { routingPlan, ruleTaking } from './routing-plan/routing-plan.ts'
import { judgeGivenSegments } from './segments/judge-segments.ts'

/**
 * What the rules do otherwise than the `expect` part of their document says. Such a document is
 * not applied, so that what a rule is for outlives whoever wrote it.
 */
export function checkExpectations(routing: RoutingDocument): readonly ReferenceProblem[] {
  return routing.expect.flatMap((expectation, index) => {
    const problems = [...unknownFields(expectation, routing), ...unknownRule(expectation, routing)]
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

function unknownFields({ given }: Expectation, routing: RoutingDocument): readonly Wrong[] {
  const types = new Map([...TYPES, ...listed(routing)])
  return Object.entries(given).flatMap(([field, value]) => {
    const path = ['given', field]
    const type = field.startsWith('lead.answers.') ? 'string' : types.get(field)
    if (type === undefined) return [{ path, reason: thereIsNo('field', field, types.keys()) }]
    const known = type as keyof typeof WORDS
    if (typeof value === VALUES[known]) return []
    return [{ path, reason: `\`${field}\` is ${WORDS[known]}` }]
  })
}

/** Whether a lead is in a list can be given; the other segments follow from the rest. */
const listed = ({ segments = [] }: RoutingDocument) =>
  segments.flatMap(({ id, list }) =>
    list === undefined ? [] : [[`${SEGMENTS}.${id}`, 'bool'] as const],
  )

function unknownRule({ rule }: Expectation, { rules }: RoutingDocument): readonly Wrong[] {
  const names = [...rules.map(({ id }) => id), FALLBACK]
  if (names.includes(rule)) return []
  return [{ path: ['rule'], reason: thereIsNo('rule', rule, names) }]
}

function unmet({ name, given, rule }: Expectation, routing: RoutingDocument): readonly Wrong[] {
  const plan = routingPlan(routing)
  const facts = judgeGivenSegments(plan.segments, factsGiven(given))
  const taken = ruleTaking(plan, facts)?.id ?? FALLBACK
  if (taken === rule) return []
  const expected = plan.rules.find(({ id }) => id === rule)
  const why = expected === undefined ? '' : `; ${whyNot(expected.condition.evaluate(facts))}`
  return [{ path: ['rule'], reason: `"${name}" goes to \`${taken}\`, not to \`${rule}\`${why}` }]
}

function whyNot({ verdict, saw }: Omit<RuleLooked, 'ruleId'>): string {
  if (verdict === 'true') return 'that rule matches too, but stands after it'
  const values = Object.entries(saw).map(([field, value]) => `${field} = ${value ?? 'missing'}`)
  return `its condition is ${verdict} for ${values.join(', ')}`
}
