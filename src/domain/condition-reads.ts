import type { ASTNode } from '@marcbachmann/cel-js'
import { CONDITION_FIELDS, type Facts, SEGMENTS } from './condition-fields.ts'

/** Where a value stands among the facts. */
export type FactPlace = {
  readonly path: string
  readonly group: keyof Facts
  readonly field: string
  /** The question, for one answer out of `lead.answers`. */
  readonly key: string | undefined
}

/** One field a condition names, as `lead.country` or `lead.answers.budget`. */
export type Read = FactPlace & {
  readonly node: ASTNode
  /** The part has no value without it. Not so behind `has()`, in a branch, or in a macro's body. */
  readonly needed: boolean
}

/** All fields a part of a condition names, in the order written. */
export function readsOf(part: ASTNode): readonly Read[] {
  return readsUnder(part, true)
}

/** What the facts hold for a read; undefined when it is missing. */
export function factAt({ group, field, key }: Omit<FactPlace, 'path'>, facts: Facts): unknown {
  const known = facts[group] as Readonly<Record<string, unknown>> | undefined
  if (group === SEGMENTS && !Object.hasOwn(known ?? {}, field)) return undefined
  const value = known?.[field]
  if (key === undefined) return value
  return isAnswers(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The place of a field by its path; undefined for one that no condition could name. */
export function placeOfField(path: string): FactPlace | undefined {
  const [group = '', field = '', ...key] = path.split('.')
  if (!isGroup(group) || group === SEGMENTS) return undefined
  const isOne = Object.hasOwn(CONDITION_FIELDS[group], field) && key.length === 0
  const isAnswer = group === 'lead' && field === 'answers' && key.length > 0
  if (isAnswer) return { path, group, field, key: key.join('.') }
  return isOne && field !== 'answers' ? { path, group, field, key: undefined } : undefined
}

const isAnswers = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null

/** Macros whose later arguments are formulas of their own, evaluated per element or not at all. */
const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind'])

function readsUnder(part: ASTNode, needed: boolean): readonly Read[] {
  const field = asRead(part, needed)
  if (field !== undefined) return [field]
  return inside(part, needed).flatMap(([child, childNeeded]) => readsUnder(child, childNeeded))
}

type Inside = readonly (readonly [ASTNode, boolean])[]

/** The parts directly inside a part, each with whether the part has no value without it. */
function inside(part: ASTNode, needed: boolean): Inside {
  switch (part.op) {
    case 'value':
    case 'id':
      return []
    case '!_':
    case '-_':
      return [[part.args, needed]]
    case '.':
    case '.?':
      return [[part.args[0], needed]]
    case 'call':
      return part.args[1].map((child) => [child, needed && part.args[0] !== 'has'])
    case 'rcall':
      return insideMethod(part.args, needed)
    case 'list':
      return part.args.map((child) => [child, needed])
    case 'map':
      return part.args.flat().map((child) => [child, needed])
    case '?:':
      return part.args.map((child, index) => [child, needed && index === 0])
    case '&&':
    case '||':
      return part.args.map((child) => [child, false])
    default:
      return part.args.map((child) => [child, needed])
  }
}

function insideMethod([name, receiver, args]: [string, ASTNode, ASTNode[]], needed: boolean) {
  const argsNeeded = needed && !MACROS.has(name)
  return [[receiver, needed] as const, ...args.map((child) => [child, argsNeeded] as const)]
}

/** `lead.country`, `lead["country"]`, `lead.answers.budget`, `lead.answers["budget"]`. */
function asRead(part: ASTNode, needed: boolean): Read | undefined {
  const [owner, name] = member(part)
  if (owner === undefined || name === undefined) return undefined
  if (owner.op === 'id') {
    const { args: group } = owner
    if (!isGroup(group)) return undefined
    const path = `${group}.${name}`
    return { path, group, field: name, key: undefined, node: part, needed }
  }
  const [group, field] = member(owner)
  if (group?.op !== 'id' || group.args !== 'lead' || field !== 'answers') return undefined
  const read = { path: `lead.answers.${name}`, group: 'lead', field, key: name } as const
  return { ...read, node: part, needed }
}

function member(part: ASTNode): readonly [ASTNode?, string?] {
  if (part.op === '.') return part.args
  if (part.op !== '[]') return []
  const [owner, index] = part.args
  return index.op === 'value' && typeof index.args === 'string' ? [owner, index.args] : []
}

/** The names a condition gives to elements, as `k` in `lead.answers.exists(k, ...)`. */
export function boundNames(root: ASTNode): readonly string[] {
  return everyPart(root).flatMap((part) => {
    const first = part.op === 'rcall' && MACROS.has(part.args[0]) ? part.args[2][0] : undefined
    return first?.op === 'id' ? [first.args] : []
  })
}

/** True for the name of a group of fields, such as `lead` or `account`. */
export const isGroup = (name: string): name is keyof Facts =>
  name === SEGMENTS || Object.hasOwn(CONDITION_FIELDS, name)

/** Every part of a condition, itself included. */
export function everyPart(part: ASTNode): readonly ASTNode[] {
  return [part, ...inside(part, true).flatMap(([child]) => everyPart(child))]
}
