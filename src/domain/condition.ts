import { type ASTNode, EvaluationError } from '@marcbachmann/cel-js'
import { parseInParts, type ValueOf } from './condition-environment.ts'
import type { Facts } from './condition-fields.ts'
import { type ConditionProblem, problemIn } from './condition-problem.ts'
import { factAt, type Read, readsOf } from './condition-reads.ts'
import type { RuleLooked, Verdict } from './route.ts'

/** What a condition came to: the verdict, and every field it names with the value it had. */
export type Judgement = { readonly verdict: Verdict; readonly saw: RuleLooked['saw'] }

/** A part of a condition that has to hold for the whole to hold. */
export type Conjunct = { readonly part: ASTNode; readonly judge: (facts: Facts) => Verdict }

/** A checked condition, ready to be asked about any number of leads. */
export type Condition = {
  readonly text: string
  /** The fields it names, in the order written. */
  readonly reads: readonly Read[]
  /**
   * What is joined by `&&` at its top, or the condition itself. It is false if any of them is false,
   * else unknown if any is unknown, else true.
   */
  readonly conjuncts: readonly Conjunct[]
  /**
   * Judges the facts with three values. What needs a missing field is `unknown`; `&&`, `||`, `!`
   * and `?:` combine as Kleene's strong logic does, so `false && unknown` is false. `has(x.y)` is
   * never unknown. A formula that has no value, such as a division by zero, is unknown too.
   */
  evaluate(facts: Facts): Judgement
  /** The fields it names with the values they have, of which `evaluate` tells too. */
  sees(facts: Facts): RuleLooked['saw']
}

/** A condition ready for use, or what is wrong with its text. */
export type Compiled =
  | { readonly ok: true; readonly condition: Condition }
  | ({ readonly ok: false } & ConditionProblem)

/** Checks a condition against the fields there are. The same text is compiled once. */
export function compileCondition(text: string): Compiled {
  const known = compiled.get(text)
  if (known !== undefined) return known
  const result = compile(text)
  // Drafts come and go; the documents in use are compiled again in a moment.
  if (compiled.size >= MOST_KEPT) compiled.clear()
  compiled.set(text, result)
  return result
}

/** The condition of a document that was checked when it was applied. Fails if it was not. */
export function checkedCondition(text: string): Condition {
  const result = compileCondition(text)
  if (!result.ok) throw new Error(`An applied condition does not compile: ${result.message}`)
  return result.condition
}

const MOST_KEPT = 10_000
const compiled = new Map<string, Compiled>()

function compile(text: string): Compiled {
  const problem = problemIn(text)
  if (problem !== undefined) return { ok: false, ...problem }
  const { root, start } = parseInParts(text)
  const judge = judgeOf(root)
  const reads = readsOf(root)
  const sees = (facts: Facts) => seen(reads, facts)
  const evaluate = (facts: Facts): Judgement => ({
    verdict: judge(facts, start(facts)),
    saw: sees(facts),
  })
  const conjuncts = conjunctsIn(root).map((part): Conjunct => {
    const judgePart = judgeOf(part)
    return { part, judge: (facts) => judgePart(facts, start(facts)) }
  })
  return { ok: true, condition: { text, reads, conjuncts, evaluate, sees } }
}

const conjunctsIn = (part: ASTNode): readonly ASTNode[] =>
  part.op === '&&' ? part.args.flatMap(conjunctsIn) : [part]

type Judge = (facts: Facts, values: ValueOf) => Verdict

function judgeOf(part: ASTNode): Judge {
  switch (part.op) {
    case '&&':
      return both(judgeOf(part.args[0]), judgeOf(part.args[1]), 'false')
    case '||':
      return both(judgeOf(part.args[0]), judgeOf(part.args[1]), 'true')
    case '!_':
      return opposite(judgeOf(part.args))
    case '?:':
      return choice(judgeOf(part.args[0]), judgeOf(part.args[1]), judgeOf(part.args[2]))
    default:
      return leaf(part)
  }
}

/** `&&` is settled by one `false`, `||` by one `true`; otherwise one `unknown` is enough. */
function both(left: Judge, right: Judge, settledBy: Verdict): Judge {
  return (facts, values) => {
    const first = left(facts, values)
    if (first === settledBy) return first
    const second = right(facts, values)
    return second === settledBy || first !== 'unknown' ? second : first
  }
}

const opposite =
  (inner: Judge): Judge =>
  (facts, values) =>
    OPPOSITES[inner(facts, values)]

const OPPOSITES = { true: 'false', false: 'true', unknown: 'unknown' } as const

/** When nobody knows which branch, the answer is known only if both branches agree. */
function choice(test: Judge, whenTrue: Judge, whenFalse: Judge): Judge {
  return (facts, values) => {
    const tested = test(facts, values)
    if (tested === 'true') return whenTrue(facts, values)
    if (tested === 'false') return whenFalse(facts, values)
    const first = whenTrue(facts, values)
    return first === whenFalse(facts, values) ? first : 'unknown'
  }
}

function leaf(part: ASTNode): Judge {
  const needed = readsOf(part).filter((read) => read.needed)
  return (facts, values) => {
    for (const read of needed) if (factAt(read, facts) === undefined) return 'unknown'
    return verdictOf(part, values)
  }
}

function verdictOf(part: ASTNode, values: ValueOf): Verdict {
  try {
    return values(part) === true ? 'true' : 'false'
  } catch (error) {
    // How CEL reports that a formula has no value; the fields that are needed were looked at
    // before because building this error takes longer than the whole evaluation.
    if (error instanceof EvaluationError) return 'unknown'
    // A lead may name a time zone, or a pattern, that is none.
    if (error instanceof RangeError || error instanceof SyntaxError) return 'unknown'
    throw error
  }
}

function seen(reads: readonly Read[], facts: Facts): RuleLooked['saw'] {
  const saw: Record<string, string | number | boolean | null> = {}
  for (const read of reads) saw[read.path] = shown(factAt(read, facts))
  return saw
}

/** Enough letters of a message to recognise it by, in a trace that is kept for every rule looked at. */
export const LONGEST_SHOWN = 200

/** A value as traces show it: enough to recognise it by, null for what is missing. */
export function shown(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString()
  return value === undefined || value === null ? null : Object.keys(value).length
}
