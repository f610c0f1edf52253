import type { ASTNode, ParseError } from '@marcbachmann/cel-js'
import { typesInWords } from './types-in-words.ts'

/** One side of an operator: as it is written, its part of the condition, and its type by the library. */
type Side = { readonly written: string; readonly part: ASTNode; readonly type: string }

/**
 * That two types do not go together, with what stands on both sides, and what was meant where one of them is written
 * out. Undefined when the summary of the library says something else.
 */
export function mismatchedTypes(
  summary: string,
  node: ParseError['node'],
  text: string,
): string | undefined {
  const [, leftType, operator, rightType] =
    /^no such overload: (.+) (\S+) (.+)$/.exec(summary) ?? []
  if (leftType === undefined || operator === undefined || rightType === undefined) return undefined
  if (leftType === 'null' || rightType === 'null')
    return 'nothing is null here; ask `has(group.field)`'
  const [left, right] = sidesOf(node)
  if (left === undefined || right === undefined) {
    return `\`${operator}\` does not go between ${typesInWords(leftType)} and ${typesInWords(rightType)}`
  }
  const side = (part: ASTNode, type: string): Side => ({
    ...{ part, type, written: text.slice(part.start, part.end) },
  })
  const sides = [side(left, leftType), side(right, rightType)] as const
  const [one, other] = sides.map(({ written, type }) => `\`${written}\` (${typesInWords(type)})`)
  const meant = whatWasMeant(operator, ...sides)
  const asked = meant === undefined ? '' : `; did you mean \`${meant}\`?`
  return `\`${operator}\` does not go between ${one} and ${other}${asked}`
}

const sidesOf = (node: ParseError['node']): readonly (ASTNode | undefined)[] =>
  node !== undefined && 'args' in node && Array.isArray(node.args) ? (node.args as ASTNode[]) : []

function whatWasMeant(operator: string, left: Side, right: Side): string | undefined {
  if (operator === 'in') return right.part.op === 'value' ? `[${right.written}]` : undefined
  if (right.part.op === 'list') return operator === '==' ? 'in' : undefined
  if (right.part.op === 'value') return asType(left.type, right.part.args)
  return left.part.op === 'value' ? asType(right.type, left.part.args) : undefined
}

/** A value as it is written where one of that type is needed; undefined where it cannot be one. */
function asType(type: string, value: unknown): string | undefined {
  const written = String(value)
  if (type === 'string') return JSON.stringify(written)
  if (type === 'bool') return /^(true|false)$/.test(written) ? written : undefined
  return /^\d+(\.\d+)?$/.test(written) ? written : undefined
}
