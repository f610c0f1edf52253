import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readJson } from '../../src/http/read-json.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { checkLead } from '../../src/stages/02-validate/check-lead.ts'
import { aCaptureRequest } from '../support/a-capture-request.ts'
import { aSource } from '../support/a-gateway.ts'
import { changedAt, jsonOf, type Node, sizeOf, withTexts } from './node.ts'
import { type Sample, samples } from './samples.ts'

/**
 * Everybody else waits while a body is read, so eight times as much may take somewhat more than eight
 * times as long. Its square, 64 times, would be minutes for the largest body.
 */
const TIMES = 8
const MOST_TIMES = 30

const IS_LONG = process.env.STL_TEST_LONG !== undefined
/** Of each sample, unless there is time for all. */
const PLACES = 4

/** Texts over which careless expressions go again and again. */
const PATTERNS = [
  ...['a@', 'b.', ' ', '<', '</', '&#1', '(', ')', '-', '1', 'a,', '\n', '[', ']', 'a.', '%'],
  ...['http://', '?a=b&', "'", '_', 'hi, ', 'please ', '1 ', '+', '<script', 'urn:', 'é', '.'],
]

const documented = (await samples()).filter(({ isReal }) => IS_LONG || !isReal)

for (const sample of documented) {
  describe(`the cost of reading ${sample.name}`, () => {
    test('grows with the number of fields, wherever they stand', () => {
      const size = sizeOf(sample.node)
      for (let at = 0; at < size; at += IS_LONG ? 1 : Math.ceil(size / PLACES)) {
        const withFields = (count: number) => changedAt(sample.node, at, () => fields(count))
        assertInStep(sample, withFields, 500, `fields in the place of value ${at}`)
      }
    })

    test('grows with the length of texts, whatever they are made of', () => {
      for (const pattern of PATTERNS) {
        const withText = (length: number) =>
          withTexts(sample.node, () => pattern.repeat(length / pattern.length))
        assertInStep(sample, withText, 500, JSON.stringify(pattern))
      }
    })
  })
}

function assertInStep(sample: Sample, made: (size: number) => Node, size: number, what: string) {
  const [little, much] = [requestWith(sample, made(size)), requestWith(sample, made(size * TIMES))]
  // Collecting garbage makes things slower now and then, nothing makes them faster.
  let [forLittle, forMuch] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < 5; round += 1) {
    forLittle = Math.min(forLittle, costOf(little))
    forMuch = Math.min(forMuch, costOf(much))
    if (forMuch < forLittle * MOST_TIMES) return
  }
  assert.fail(`${what}: ${forLittle} us, and ${forMuch} us for ${TIMES} times as much`)
}

function requestWith({ kind }: Sample, node: Node) {
  const bytes = Buffer.from(jsonOf(node))
  return aCaptureRequest({ source: aSource({ kind }), bytes, body: readJson(bytes) })
}

/** In microseconds of our own work: what others do on the machine does not count. */
function costOf(request: ReturnType<typeof requestWith>): number {
  const before = process.cpuUsage()
  for (const { form } of contentOf(request, 'authentic').leads) checkLead(form, undefined, [])
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const fields = (count: number): Node => ({
  fields: Array.from({ length: count }, (_, index) => [`f${index}`, { text: `${index}` }]),
})
