import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { BODY_LIMIT } from '../../src/http/json-parser.ts'
import { changedAt, type Field, type Node, sizeOf } from './node.ts'
import { NAMES, VALUES } from './values.ts'

/** A change of what a body says; `at` counts its values, beginning anew behind the last. */
export type Change = { readonly at: number } & (
  | { readonly put: string }
  | { readonly rename: number }
  | { readonly as: keyof typeof TURNS }
)

const TURNS = {
  gone: () => undefined,
  reversed: (old: Node): Node => {
    if ('list' in old) return { list: old.list.toReversed() }
    return 'fields' in old ? { fields: old.fields.toReversed() } : old
  },
  twice: (old: Node): Node => {
    if ('list' in old) return { list: [...old.list, ...old.list] }
    return 'fields' in old ? { fields: [...old.fields, ...old.fields.toReversed()] } : old
  },
  'in a list': (old: Node): Node => ({ list: [old] }),
  'in an object': (old: Node): Node => ({ fields: [['value', old]] }),
  'as text': (old: Node): Node => ('raw' in old ? { text: old.raw } : old),
  'as what it holds': (old: Node): Node => {
    if ('list' in old) return old.list[0] ?? old
    return 'fields' in old ? (old.fields[0]?.[1] ?? old) : old
  },
  'named as before': (old: Node): Node => {
    if (!('fields' in old)) return old
    const again: Field[] = old.fields.map(([name]) => [name, { text: 'the second' }])
    return { fields: [...old.fields, ...again] }
  },
} satisfies Record<string, (old: Node) => Node | undefined>

/** Rarer are those that cost much. */
const COSTLY = Object.keys(VALUES).filter((name) => name.startsWith('10,000'))
const CHEAP = Object.keys(VALUES).filter((name) => !COSTLY.includes(name))

export const change: fc.Arbitrary<Change> = fc
  .tuple(
    fc.nat({ max: 200 }),
    fc.oneof(
      { weight: 20, arbitrary: fc.record({ put: fc.constantFrom(...CHEAP) }) },
      { weight: 1, arbitrary: fc.record({ put: fc.constantFrom(...COSTLY) }) },
      { weight: 5, arbitrary: fc.record({ rename: fc.nat({ max: NAMES.length - 1 }) }) },
      {
        weight: 8,
        arbitrary: fc.record({
          as: fc.constantFrom(...(Object.keys(TURNS) as (keyof typeof TURNS)[])),
        }),
      },
    ),
  )
  .map(([at, what]) => ({ at, ...what }))

/** The tree with the change made. */
export function changed(node: Node, made: Change): Node {
  return changedAt(node, made.at % sizeOf(node), (old) => {
    if ('put' in made) return VALUES[made.put]?.()
    if ('as' in made) return TURNS[made.as](old)
    if (!('fields' in old)) return old
    const name = NAMES[made.rename] ?? ''
    return {
      fields: old.fields.map(([, value], index) => [
        index === 0 ? name : (old.fields[index]?.[0] ?? ''),
        value,
      ]),
    }
  })
}

/** A change of the bytes themselves; `at` is a place between the beginning, 0, and the end, 1. */
export type ByteChange =
  | { readonly cut: 'before' | 'behind' | 'flip'; readonly at: number }
  | { readonly insert: keyof typeof PIECES; readonly at: number }
  | { readonly whole: keyof typeof WHOLES }
  | { readonly random: Uint8Array; readonly at: number }

const PIECES = {
  'no UTF-8': Buffer.from([0xff, 0xfe]),
  'half a character': Buffer.from([0xe2, 0x82]),
  'a surrogate': Buffer.from([0xed, 0xa0, 0x80]),
  'an overlong NUL': Buffer.from([0xc0, 0x80]),
  NUL: Buffer.from([0]),
  'a byte order mark': Buffer.from([0xef, 0xbb, 0xbf]),
  'a line end': Buffer.from('\r\n'),
  quotes: Buffer.from('"'),
  'a percent sign': Buffer.from('%'),
} satisfies Record<string, Buffer>

const WHOLES = {
  empty: () => Buffer.alloc(0),
  blank: () => Buffer.from(' \n'),
  twice: (bytes: Buffer) => Buffer.concat([bytes, bytes]),
  gzip: (bytes: Buffer) => gzipSync(bytes),
  'UTF-16': (bytes: Buffer) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
  latin1: (bytes: Buffer) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  'as large as may be': (bytes: Buffer) => padded(bytes, BODY_LIMIT),
  'larger than may be': (bytes: Buffer) => padded(bytes, BODY_LIMIT + 1),
  'a zip bomb': () => gzipSync(Buffer.alloc(10 * BODY_LIMIT)),
} satisfies Record<string, (bytes: Buffer) => Buffer>

const padded = (bytes: Buffer, size: number) =>
  Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length), ' ')])

const LARGE = new Set<string>(['as large as may be', 'larger than may be'])
const wholes = Object.keys(WHOLES) as (keyof typeof WHOLES)[]
const place = fc.double({ min: 0, max: 1, noNaN: true })

export const byteChange: fc.Arbitrary<ByteChange> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ cut: fc.constantFrom('before', 'behind', 'flip'), at: place }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      insert: fc.constantFrom(...(Object.keys(PIECES) as (keyof typeof PIECES)[])),
      at: place,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ whole: fc.constantFrom(...wholes.filter((name) => !LARGE.has(name))) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ whole: fc.constantFrom(...wholes.filter((name) => LARGE.has(name))) }),
  },
  { weight: 4, arbitrary: fc.record({ random: fc.uint8Array({ maxLength: 300 }), at: place }) },
)

/** The bytes with the change made. */
export function changedBytes(bytes: Buffer, made: ByteChange): Buffer {
  if ('whole' in made) return WHOLES[made.whole](bytes)
  const at = Math.floor(made.at * bytes.length)
  if ('insert' in made) return inserted(bytes, at, PIECES[made.insert])
  if ('random' in made) return inserted(bytes, at, made.random)
  if (made.cut === 'before') return bytes.subarray(at)
  if (made.cut === 'behind') return bytes.subarray(0, at)
  const flipped = Buffer.from(bytes)
  if (at < flipped.length) flipped[at] = 255 - (flipped[at] ?? 0)
  return flipped
}

const inserted = (bytes: Buffer, at: number, piece: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
