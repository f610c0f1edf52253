import { type ASTNode, serialize } from '@marcbachmann/cel-js'
import { parseInParts } from './condition-environment.ts'
import { type Read, readsOf } from './condition-reads.ts'

/** What one comparison says of one field. `most` and `least` are bounds, strict ones or not. */
export type Test =
  | { readonly kind: 'one-of'; readonly values: readonly Constant[] }
  | { readonly kind: 'below' | 'above'; readonly bound: number; readonly orEqual: boolean }
  | { readonly kind: 'present' }

/** A value that a condition compares with. */
export type Constant = string | number | boolean

/**
 * A condition as far as it can be reasoned about without a lead: equality, membership, ranges,
 * presence, and how they are combined. What is beyond that is `opaque`: it may come to anything.
 */
export type Shape =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Shape[] }
  | { readonly kind: 'not'; readonly part: Shape }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly test: Test }
  | { readonly kind: 'opaque'; readonly text: string; readonly fields: readonly string[] }

/** The shape of a condition that was checked before. */
export function shapeOf(text: string): Shape {
  return shapeOfPart(parseInParts(text).root)
}

/** The shape of one part of a condition. */
export function shapeOfPart(part: ASTNode): Shape {
  switch (part.op) {
    case '&&':
      return { kind: 'all', parts: part.args.map(shapeOfPart) }
    case '||':
      return { kind: 'any', parts: part.args.map(shapeOfPart) }
    case '!_':
      return { kind: 'not', part: shapeOfPart(part.args) }
    case 'value':
      return typeof part.args === 'boolean' ? { kind: 'constant', value: part.args } : opaque(part)
    default:
      return comparison(part) ?? opaque(part)
  }
}

function opaque(part: ASTNode): Shape {
  const fields = [...new Set(readsOf(part).map(({ path }) => path))]
  return { kind: 'opaque', text: textOf(part), fields }
}

/** Two parts that read the same come to the same, whatever that is. */
export const textOf = (part: ASTNode): string => serialize(part)

function comparison(part: ASTNode): Shape | undefined {
  switch (part.op) {
    case '.':
    case '[]':
      return onField(part, { kind: 'one-of', values: [true] }, isYesOrNo)
    case 'call':
      return part.args[0] === 'has' ? onField(part.args[1][0], { kind: 'present' }) : undefined
    case '==':
      return equality(part.args)
    case '!=':
      return negated(equality(part.args))
    case 'in':
      return membership(part.args)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return range(part.op, part.args)
    default:
      return undefined
  }
}

const negated = (shape: Shape | undefined): Shape | undefined =>
  shape && { kind: 'not', part: shape }

/** A bare field is a condition only where it is a yes or no, which was checked with the types. */
const isYesOrNo = ({ key }: Read) => key === undefined

function onField(
  part: ASTNode | undefined,
  test: Test,
  fits: (read: Read) => boolean = () => true,
): Shape | undefined {
  const read = part && theRead(part)
  return read && fits(read) ? { kind: 'field', field: read.path, test } : undefined
}

/** The field a part is, when it is one and nothing else. */
function theRead(part: ASTNode): Read | undefined {
  const [read] = readsOf(part)
  return read?.node === part ? read : undefined
}

type Two = readonly [ASTNode, ASTNode]

function equality([left, right]: Two): Shape | undefined {
  const value = constantIn(right)
  if (value !== undefined) return onField(left, { kind: 'one-of', values: [value] })
  const swapped = constantIn(left)
  return swapped === undefined ? undefined : onField(right, { kind: 'one-of', values: [swapped] })
}

function membership([left, right]: Two): Shape | undefined {
  if (right.op !== 'list') return undefined
  const values = right.args.map(constantIn)
  if (!values.every((value) => value !== undefined)) return undefined
  return onField(left, { kind: 'one-of', values })
}

type Order = '<' | '<=' | '>' | '>='
const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function range(order: Order, [left, right]: Two): Shape | undefined {
  const bound = constantIn(right)
  if (typeof bound === 'number') return onField(left, bounded(order, bound))
  const swapped = constantIn(left)
  return typeof swapped === 'number' ? onField(right, bounded(MIRRORED[order], swapped)) : undefined
}

const bounded = (order: Order, bound: number): Test => ({
  kind: order.startsWith('<') ? 'below' : 'above',
  bound,
  orEqual: order.endsWith('='),
})

function constantIn(part: ASTNode): Constant | undefined {
  if (part.op === '-_') {
    const inner = constantIn(part.args)
    return typeof inner === 'number' ? -inner : undefined
  }
  if (part.op !== 'value') return undefined
  const value: unknown = part.args
  if (typeof value === 'bigint') return Number(value)
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return plain ? value : undefined
}
