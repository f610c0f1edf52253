import { blockingKeys } from '../../src/domain/matching/blocking-keys.ts'
import { estimateWeights } from '../../src/domain/matching/estimate-weights.ts'
import { weighEvidence } from '../../src/domain/matching/fellegi-sunter.ts'
import { personComparisons } from '../../src/domain/matching/person-comparisons.ts'
import { PERSON_PASSES } from '../../src/domain/matching/person-passes.ts'
import { type PersonRecord, personRecord } from '../../src/domain/matching/person-record.ts'
import type { Measure } from '../suite.ts'
import { random } from '../support/random.ts'
import { comingAgain, madeUpContacts } from './made-up-contacts.ts'

const LOOK_UPS = 4_000
/** A key of more people is left out. */
const HOT_KEY = 100
/** Odds of a thousand to one that two records are one person. */
const AUTOMATIC_BITS = 10

/** Made-up people come again to a base of that size, held in memory: who is recognised, and how fast. */
export function lookUpMadeUp(size: number): Measure[] {
  const known = madeUpContacts(size, { seed: 11, sizeOfLargest: size / 50, johnSmiths: size / 20 })
  const again = comingAgain(known, LOOK_UPS, 12)
  const records = known.map(({ facts }) => personRecord(facts))
  const callers = again.map(({ facts }) => personRecord(facts))
  const comparisons = personComparisons(weightsOf(records))
  const passes = PERSON_PASSES
  const weights = estimateWeights(callers, records, { comparisons, passes, random: random(3) })
  const index = filed(records)

  const prior = -Math.log2(2 * size)
  const counts: number[] = []
  const milliseconds: number[] = []
  let reachable = 0
  let [called, right] = [0, 0]
  for (const [at, caller] of callers.entries()) {
    const startedMs = performance.now()
    const candidates = new Set(blockingKeys(caller).flatMap((key) => index.get(key) ?? []))
    const weighed = [...candidates].map((place) => ({
      place,
      bits:
        weighEvidence(caller, records[place] as PersonRecord, comparisons, weights).bits + prior,
    }))
    const best = weighed.toSorted((a, b) => b.bits - a.bits)[0]
    milliseconds.push(performance.now() - startedMs)
    counts.push(candidates.size)
    const entity = again[at]?.entity ?? -1
    if (candidates.has(entity)) reachable += 1
    if (best === undefined || best.bits < AUTOMATIC_BITS) continue
    called += 1
    if (best.place === entity) right += 1
  }
  const persons = again.filter(({ entity }) => entity >= 0).length
  const percentile = (values: number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
  const name = `made_up_${size / 1_000}k`
  return [
    { name: `pairs_completeness@${name}`, value: (reachable / persons) * 100, unit: '%' },
    { name: `precision_automatic@${name}`, value: (right / called) * 100, unit: '%' },
    { name: `recall_automatic@${name}`, value: (right / persons) * 100, unit: '%' },
    { name: `candidates_p99@${name}`, value: percentile(counts, 0.99), unit: '' },
    { name: `look_up_p50_ms@${name}`, value: percentile(milliseconds, 0.5), unit: 'ms' },
    { name: `look_up_p99_ms@${name}`, value: percentile(milliseconds, 0.99), unit: 'ms' },
  ]
}

function filed(records: readonly PersonRecord[]): Map<string, number[]> {
  const index = new Map<string, number[]>()
  for (const [place, record] of records.entries()) {
    for (const key of blockingKeys(record)) {
      const places = index.get(key)
      if (places === undefined) index.set(key, [place])
      else places.push(place)
    }
  }
  return new Map([...index].filter(([, places]) => places.length <= HOT_KEY))
}

function weightsOf(records: readonly PersonRecord[]): (word: string) => number {
  const seen = new Map<string, number>()
  for (const { company } of records) {
    for (const word of new Set(company?.words)) seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  return (word) => Math.log(1 + (records.length + 1) / ((seen.get(word) ?? 0) + 1))
}
