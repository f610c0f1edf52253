import type { ExplanationAnswer } from './lead-answers.ts'

type Route = NonNullable<ExplanationAnswer['route']>
type Rule = Route['rules'][number]
type Segment = NonNullable<Route['segments']>[number]

/** So many rules are all shown; of more, those that the index ruled out are only counted. */
const MOST_SHOWN = 30

/** The rules that were looked at, each with its verdict and what it saw. */
export function rulesText(rules: readonly Rule[]): readonly string[] {
  if (rules.length <= MOST_SHOWN) return rules.flatMap(ruleText)
  const counted = Map.groupBy(rules, ({ ruledOutBy }) => ruledOutBy ?? '')
  const shown = counted.get('') ?? []
  counted.delete('')
  return [
    ...[...counted].map(([field, of]) => {
      return `  no       ${of.length} rules that ask for another ${field} than ${of[0]?.saw[field]}`
    }),
    ...shown.flatMap(ruleText),
  ]
}

const ruleText = ({ name, verdict, saw }: Rule): readonly string[] => [
  `  ${(MARKS[verdict] ?? verdict).padEnd(7)}  ${name}`,
  ...seenText(verdict === 'unknown' ? missingFirst(saw) : saw),
]

/** What could not be known stands before what is cut off at the end of a line. */
const missingFirst = (saw: Rule['saw']): Rule['saw'] =>
  Object.fromEntries(
    Object.entries(saw).sort(([, a], [, b]) => Number(b === null) - Number(a === null)),
  )

/** A segment that rules asked for, and which version of its list was looked in. */
export const segmentText = ({ id, verdict, saw, version }: Segment): readonly string[] => [
  `  ${(MARKS[verdict] ?? verdict).padEnd(7)}  segment ${id}${version === undefined ? '' : `, list version ${version}`}`,
  ...seenText(saw),
]

/** What a condition looked at, on a line of its own: names of rules may be long. */
function seenText(saw: Readonly<Record<string, unknown>>): readonly string[] {
  const values = Object.entries(saw).map(
    ([field, value]) => `${field}=${value === null ? 'missing' : String(value)}`,
  )
  return values.length === 0 ? [] : [`           ${values.join(' ')}`]
}

const MARKS: Readonly<Record<string, string>> = {
  true: 'yes',
  false: 'no',
  unknown: 'unknown',
}
