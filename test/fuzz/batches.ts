import fc from 'fast-check'
import { readJson } from '../../src/http/read-json.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { aCaptureRequest } from '../support/a-capture-request.ts'
import { aSource } from '../support/a-gateway.ts'
import { type Change, change, changed } from './changes.ts'
import { freshIds } from './fresh-ids.ts'
import { authenticDelivery, type Given } from './hostile-delivery.ts'
import { jsonOf, type Node } from './node.ts'
import type { Sample } from './samples.ts'

/** Vendors that send several leads at once, by their example. */
const EXAMPLES = ['meta.json', 'hubspot.json', 'linkedin.json'] as const

/** A batch of good leads with a bad one somewhere among them. */
export type Batch = {
  readonly sample: (typeof EXAMPLES)[number]
  readonly good: number
  readonly badAt: number
  readonly changes: readonly Change[]
  readonly id: number
}

export const batches: fc.Arbitrary<Batch> = fc.record({
  sample: fc.constantFrom(...EXAMPLES),
  good: fc.integer({ min: 1, max: 4 }),
  badAt: fc.nat({ max: 4 }),
  changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  id: fc.nat({ max: 99_999_999 }),
})

/** The batch as its vendor posts it, and the keys of its good leads. */
export function hostileBatch(batch: Batch, given: Given) {
  const sample = given.samples.get(batch.sample) as Sample
  const ofId = (place: number) => firstItem(freshIds(sample, batch.id * 10 + place))
  const good = Array.from({ length: batch.good }, (_, place) => ofId(place))
  const bad = batch.changes.reduce(changed, ofId(9))
  const all = good.toSpliced(batch.badAt, 0, bad)
  const json = jsonOf(together(sample, all))
  const it = authenticDelivery(sample.kind, json, given.publicUrl)
  return { it, goodKeys: keysIn(together(sample, good), sample) }
}

function keysIn(node: Node, { kind }: Sample) {
  const body = readJson(Buffer.from(jsonOf(node)))
  const request = aCaptureRequest({ source: aSource({ kind }), body })
  return contentOf(request, 'authentic').leads.map(({ dedupeKey }) => [dedupeKey])
}

/** Meta lists what it tells below `entry`, HubSpot posts a list, LinkedIn one thing or a list. */
function firstItem(node: Node): Node {
  return listIn(node)?.[0] ?? node
}

function together({ node }: Sample, items: readonly Node[]): Node {
  if (!('fields' in node) || listIn(node) === undefined) return { list: items }
  return {
    fields: node.fields.map(([name, value]) => [name, 'list' in value ? { list: items } : value]),
  }
}

function listIn(node: Node): readonly Node[] | undefined {
  if ('list' in node) return node.list
  return 'fields' in node
    ? node.fields.flatMap(([, value]) => ('list' in value ? [value.list] : []))[0]
    : undefined
}
