import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { CONDITION_FIELDS, type Facts, SEGMENTS } from './condition-fields.ts'

/** Gives the value of one part of a parsed condition. Throws `EvaluationError` when it has none. */
export type ValueOf = (part: ASTNode) => unknown

/** The one typed environment in which all conditions of the product are checked. */
export const environment = typedEnvironment()

/**
 * Parses a condition so that its parts can be evaluated one by one: `root` is the whole, and
 * `start` gives, for the facts of one lead, the value of any part of it. Only for a text that
 * `environment.check` found valid.
 */
export function parseInParts(text: string): {
  root: ASTNode
  start: (facts: Facts) => ValueOf
} {
  // The line break keeps a comment at the end of the text from swallowing the bracket.
  const parsed = inParts.parse(`parts(${text}\n)`)
  const wrapped = parsed.ast
  const root = wrapped.op === 'call' ? wrapped.args[1][0] : undefined
  if (root === undefined) throw new Error('The wrapped condition lost its parts')
  return { root, start: parsed }
}

function typedEnvironment(): Environment {
  const typed = new Environment({ unlistedVariablesAreDyn: false })
  for (const [name, schema] of Object.entries(CONDITION_FIELDS)) {
    typed.registerVariable({ name, schema })
  }
  typed.registerVariable(SEGMENTS, 'map<string, bool>')
  return mixingWholeNumbers(typed)
    .registerFunction('string.lower(): string', (text: string) => text.toLowerCase())
    .registerFunction('string.upper(): string', (text: string) => text.toUpperCase())
}

/** CEL keeps `50` and `50.0` apart; our fields are doubles and people write whole numbers. */
function mixingWholeNumbers(typed: Environment): Environment {
  const number = (value: number | bigint) => Number(value)
  typed.registerOperator('double == int', (a: number, b: bigint) => a === number(b))
  typed.registerOperator('double in list<int>', (a: number, list: readonly bigint[]) =>
    list.some((b) => a === number(b)),
  )
  for (const [left, right] of [
    ['double', 'int'],
    ['int', 'double'],
  ]) {
    typed
      .registerOperator(`${left} + ${right}: double`, (a, b) => number(a) + number(b))
      .registerOperator(`${left} - ${right}: double`, (a, b) => number(a) - number(b))
      .registerOperator(`${left} * ${right}: double`, (a, b) => number(a) * number(b))
      .registerOperator(`${left} / ${right}: double`, (a, b) => number(a) / number(b))
  }
  return typed
}

type Checker = { check(part: ASTNode, scope: unknown): unknown; getType(name: string): unknown }
type Evaluator = { run(part: ASTNode, scope: unknown): unknown }

/**
 * `parts(...)` is a macro that yields an evaluator of its argument's parts instead of its value:
 * the library itself knows only true, false and failure, and we need `unknown` between them.
 */
const inParts = environment
  .clone()
  .registerFunction('parts(ast): dyn', ({ args }: { args: readonly ASTNode[] }) => ({
    typeCheck: (checker: Checker, _macro: unknown, scope: unknown) => {
      for (const part of args) checker.check(part, scope)
      return checker.getType('dyn')
    },
    evaluate: (evaluator: Evaluator, _macro: unknown, scope: unknown) => (part: ASTNode) =>
      evaluator.run(part, scope),
  }))
