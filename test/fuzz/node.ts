import { LosslessNumber, parse } from 'lossless-json'
import type { BodyTree } from '../../src/domain/body-tree.ts'

/**
 * A value of a body as it is written rather than as it is read: a name may stand twice, `raw` may be
 * anything, and order counts.
 */
export type Node =
  | { readonly raw: string }
  | { readonly text: string }
  | { readonly list: readonly Node[] }
  | { readonly fields: readonly Field[] }
export type Field = readonly [name: string, value: Node]

/** The tree of a body that was read. */
export function nodeOf(tree: BodyTree | LosslessNumber): Node {
  if (typeof tree === 'string') return { text: tree }
  if (tree instanceof LosslessNumber) return { raw: tree.value }
  if (tree === null || typeof tree !== 'object') return { raw: String(tree) }
  if (Array.isArray(tree)) return { list: tree.map(nodeOf) }
  return { fields: Object.entries(tree).map(([name, value]) => [name, nodeOf(value)]) }
}

/** The tree of a text of JSON, with its numbers digit by digit. */
export const nodeOfJson = (text: string): Node => nodeOf(parse(text) as BodyTree)

/** As JSON, if everything raw is. */
export function jsonOf(node: Node): string {
  if ('raw' in node) return node.raw
  if ('text' in node) return JSON.stringify(node.text)
  if ('list' in node) return `[${node.list.map(jsonOf).join(',')}]`
  return `{${node.fields.map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`).join(',')}}`
}

/** As a form has it: every value with the path that leads to it. */
export function pairsOf(
  node: Node,
  path = '',
): readonly (readonly [name: string, value: string])[] {
  if ('raw' in node) return [[path, node.raw]]
  if ('text' in node) return [[path, node.text]]
  const below = (name: string) => (path === '' ? name : `${path}[${name}]`)
  if ('list' in node) return node.list.flatMap((item) => pairsOf(item, below('')))
  return node.fields.flatMap(([name, value]) => pairsOf(value, below(name)))
}

/** How many values there are in it, itself included. */
export function sizeOf(node: Node): number {
  if ('list' in node) return node.list.reduce((sum, item) => sum + sizeOf(item), 1)
  if ('fields' in node) return node.fields.reduce((sum, [, value]) => sum + sizeOf(value), 1)
  return 1
}

/**
 * The same tree with one value changed, counted from the root on, in the order in which they are
 * written. `undefined` takes the value out; the root cannot be taken out.
 */
export function changedAt(node: Node, at: number, change: (old: Node) => Node | undefined): Node {
  let left = at
  const visit = (one: Node): Node | undefined => {
    if (left-- === 0) return change(one)
    if ('list' in one) return { list: one.list.flatMap((item) => visit(item) ?? []) }
    if (!('fields' in one)) return one
    return {
      fields: one.fields.flatMap(([name, value]) => {
        const next = visit(value)
        return next === undefined ? [] : [[name, next] as const]
      }),
    }
  }
  return visit(node) ?? { fields: [] }
}

/** Every text and whole number changed alike. */
export function withScalars(node: Node, change: (text: string) => string): Node {
  return withScalarsBy(node, (scalar) => {
    if ('text' in scalar) return { text: change(scalar.text) }
    return /^\d+$/.test(scalar.raw) ? { raw: change(scalar.raw) } : scalar
  })
}

/** Every text changed alike. */
export function withTexts(node: Node, change: (text: string) => string): Node {
  return withScalarsBy(node, (scalar) =>
    'text' in scalar ? { text: change(scalar.text) } : scalar,
  )
}

type Scalar = Extract<Node, { text: string } | { raw: string }>

function withScalarsBy(node: Node, change: (scalar: Scalar) => Node): Node {
  if ('list' in node) return { list: node.list.map((item) => withScalarsBy(item, change)) }
  if (!('fields' in node)) return change(node)
  return { fields: node.fields.map(([name, value]) => [name, withScalarsBy(value, change)]) }
}
