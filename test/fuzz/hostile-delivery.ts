import fc from 'fast-check'
import type { Source } from '../../src/domain/documents/sources.ts'
import { vendorProof } from '../support/vendor-proof.ts'
import {
  type ByteChange,
  byteChange,
  type Change,
  change,
  changed,
  changedBytes,
} from './changes.ts'
import { freshIds } from './fresh-ids.ts'
import { HEADERS, QUERIES } from './headers.ts'
import { type Field, jsonOf, type Node } from './node.ts'
import type { Sample } from './samples.ts'
import { SECRET, TOKEN } from './sources.ts'
import { WIRES, type Wire } from './wires.ts'

/** How a delivery is made, in words that a person can read and repeat. */
export type Recipe = {
  readonly sample: string
  readonly proof: 'right' | 'old' | 'wrong' | 'of other bytes' | 'none'
  readonly by: 'secret' | 'token'
  readonly changes: readonly Change[]
  readonly wire: 'its own' | Wire
  readonly bytes: readonly ByteChange[]
  readonly headers: readonly string[]
  readonly query: string
  /** Makes it another delivery than others of the same sample. */
  readonly id: number
}

/** A request that is ready to be sent. */
export type Hostile = Pick<Recipe, 'proof' | 'by'> & {
  /** How it was made, to be printed. */
  readonly recipe: unknown
  readonly kind: Source['kind']
  readonly sourceKey: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const wires = Object.keys(WIRES) as Wire[]

/** Deliveries that begin as real ones; most are as authentic as those. */
export const recipes = (names: readonly string[]): fc.Arbitrary<Recipe> =>
  fc.record({
    sample: fc.constantFrom(...names),
    proof: fc.oneof(
      { weight: 12, arbitrary: fc.constant('right' as const) },
      { weight: 1, arbitrary: fc.constant('old' as const) },
      { weight: 3, arbitrary: fc.constantFrom('wrong', 'of other bytes', 'none') },
    ),
    by: fc.constantFrom('secret', 'token'),
    changes: fc.array(change, { maxLength: 4 }),
    wire: fc.oneof(
      { weight: 5, arbitrary: fc.constant('its own' as const) },
      { weight: 3, arbitrary: fc.constantFrom(...wires) },
    ),
    bytes: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(byteChange, { minLength: 1, maxLength: 2 }) },
    ),
    headers: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.subarray(Object.keys(HEADERS), { minLength: 1, maxLength: 2 }),
      },
    ),
    query: fc.oneof(
      { weight: 9, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom(...QUERIES) },
    ),
    id: fc.nat({ max: 999_999_999 }),
  })

export type Given = {
  readonly samples: ReadonlyMap<string, Sample>
  /** The address of the gateway, which some signatures cover. */
  readonly publicUrl: string
}

/** The request of a recipe. It is signed as the vendor would sign it, after all that was done to it. */
export function hostileDelivery(recipe: Recipe, { samples, publicUrl }: Given): Hostile {
  const sample = samples.get(recipe.sample)
  if (sample === undefined) throw new Error(`There is no sample ${recipe.sample}`)
  const { kind } = sample
  const { by, proof } = recipe
  const node = recipe.changes.reduce(changed, freshIds(sample, recipe.id))
  const isProved = proof === 'right' || proof === 'old'
  const write = WIRES[recipe.wire === 'its own' ? sample.wire : recipe.wire]
  const written = write(withKey(kind, node, isProved ? SECRET : 'guessed'))
  const body = recipe.bytes.reduce(changedBytes, written.bytes)
  const sourceKey = by === 'token' ? `${kind}-token` : kind
  const token = isProved ? TOKEN : proof === 'wrong' ? 'guessed' : ''
  const path = `/v1/capture/${sourceKey}${by === 'token' ? `/${token}` : ''}${recipe.query}`
  const headers: Record<string, string> = {
    'content-type': written.contentType,
    ...proofOf(proof, { kind, body, url: publicUrl + path }),
  }
  for (const name of recipe.headers) HEADERS[name]?.(headers)
  return { recipe, by, proof, kind, sourceKey, path, headers, body }
}

/** A body of JSON as its vendor would sign and post it. */
export function authenticDelivery(kind: Source['kind'], json: string, publicUrl: string): Hostile {
  const body = Buffer.from(json)
  const path = `/v1/capture/${kind}`
  const headers = {
    'content-type': 'application/json',
    ...proofOf('right', { kind, body, url: publicUrl + path }),
  }
  const as = { by: 'secret', proof: 'right', kind, sourceKey: kind } as const
  return { ...as, recipe: 'as it is', path, headers, body }
}

function proofOf(
  proof: Recipe['proof'],
  { kind, body, url }: { kind: Source['kind']; body: Buffer; url: string },
): Readonly<Record<string, string>> {
  if (proof === 'none') return {}
  const at = new Date(Date.now() - (proof === 'old' ? 3_600_000 : 0))
  const signed = proof === 'of other bytes' ? Buffer.concat([body, Buffer.from(' ')]) : body
  const secret = proof === 'wrong' ? 'guessed' : SECRET
  const { 'content-type': _, ...headers } = vendorProof(kind, { body: signed, secret, at, url })
  // A key that is sent along is right whatever it is sent with.
  return proof === 'of other bytes' && Object.values(headers).some((one) => one.endsWith(SECRET))
    ? {}
    : headers
}

/** The vendors that write their key into the body. */
export const KEYS: Partial<Record<Source['kind'], string>> = {
  'google-ads': 'google_key',
  drift: 'token',
}

function withKey(kind: Source['kind'], node: Node, secret: string): Node {
  const key = KEYS[kind]
  if (key === undefined || !('fields' in node)) return node
  const others = node.fields.filter(([name]: Field) => name !== key)
  return { fields: [...others, [key, { text: secret }]] }
}

/** What a person needs to see of it. */
export const described = ({ recipe, path, headers, body }: Hostile): string =>
  `${jsonOf({ text: JSON.stringify(recipe) })}\n${path} ${JSON.stringify(headers).slice(0, 1_000)}\n` +
  `${body.length} bytes: ${body.toString('latin1').slice(0, 1_000)}`
