import { estimateWeights } from '../src/domain/matching/estimate-weights.ts'
import type { Comparison } from '../src/domain/matching/fellegi-sunter.ts'
import type { TrainingPass } from '../src/domain/matching/level-patterns.ts'
import { type Accuracy, measureAccuracy, type Result } from './matching/accuracy.ts'
import { companyNameAccuracy } from './matching/company-names.ts'
import { fakePeople } from './matching/fake-people.ts'
import { febrl } from './matching/febrl.ts'
import { lookUpInStores } from './matching/index-look-up.ts'
import { labelledRows, type Row } from './matching/labelled-records.ts'
import { lookUpMadeUp } from './matching/look-up.ts'
import { restaurants, wordWeights } from './matching/restaurants.ts'
import type { Bench, Measure, Suite } from './suite.ts'
import { random } from './support/random.ts'

/** What one set of labelled records is judged with; no label is used before the judging. */
type Judged = {
  readonly comparisons: readonly Comparison<Row>[]
  readonly passes: readonly TrainingPass<Row>[]
  keysOf(row: Row): readonly string[]
}

/**
 * How well the same person or company is recognised. On labelled sets, where they are there, without
 * using a label but to judge; and on made-up contacts, of whom half come again with slips and half
 * are strangers who have something in common with somebody. Then how long it takes to find those who
 * may be a person in the product's own stores, at growing numbers of contacts.
 */
export const dedupe: Suite = {
  name: 'dedupe',
  async run(bench) {
    const rows = [...febrlRows(bench), ...fakeRows(bench), ...restaurantRows(bench)]
    rows.push(...companyNameAccuracy(bench.tell))
    rows.push(...lookUpMadeUp(bench.quick ? 20_000 : 200_000))
    return [...rows, ...(await lookUpInStores(bench))]
  },
}

function febrlRows({ tell }: Bench): Measure[] {
  const rows = labelledRows('febrl3.csv')
  if (rows === undefined) return missing('febrl3.csv', tell)
  return Object.entries({ all: febrl.withNumber, no_number: febrl.withoutNumber }).flatMap(
    ([name, fields]) =>
      measures(
        `febrl3_${name}`,
        oneList(rows, { ...fields, passes: febrl.passes }, febrl.entityOf),
      ),
  )
}

function fakeRows({ tell }: Bench): Measure[] {
  const rows = labelledRows('fake_1000.csv')
  if (rows === undefined) return missing('fake_1000.csv', tell)
  return measures('fake_1000', oneList(rows, fakePeople, fakePeople.entityOf))
}

function restaurantRows({ tell }: Bench): Measure[] {
  const [left, right] = [labelledRows('fodors.csv'), labelledRows('zagats.csv')]
  const links = labelledRows('matches_fodors_zagats.csv')
  if (left === undefined || right === undefined || links === undefined) {
    return missing('fodors.csv', tell)
  }
  const { comparisonsOf, keysOf, passes } = restaurants
  const comparisons = comparisonsOf(wordWeights([...left, ...right].map((row) => row.name ?? '')))
  const weights = estimateWeights(left, right, { comparisons, passes, random: random(7) })
  const pairs = new Set(links.map((link) => `${link.fodors_id} ${link.zagats_id}`))
  const isSame = (a: Row, b: Row) => pairs.has(`${a.id} ${b.id}`)
  const set = { left, right, isSame, truePairs: links.length }
  const frequencyOf = () => undefined
  const result = measureAccuracy(set, { comparisons, weights, keysOf, frequencyOf, oneToOne: true })
  return measures('fodors_zagats', result)
}

function oneList(rows: readonly Row[], judged: Judged, entityOf: (row: Row) => string): Result {
  const { comparisons, passes, keysOf } = judged
  const weights = estimateWeights(rows, undefined, { comparisons, passes, random: random(7) })
  const groups = [...Map.groupBy(rows, entityOf).values()]
  const truePairs = groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  const isSame = (a: Row, b: Row) => entityOf(a) === entityOf(b)
  const frequencyOf = frequencies(rows, comparisons)
  return measureAccuracy(
    { left: rows, isSame, truePairs },
    { comparisons, weights, keysOf, frequencyOf },
  )
}

/** The share of records that have each value of each field. */
function frequencies(rows: readonly Row[], comparisons: readonly Comparison<Row>[]) {
  const shares = new Map<string, number>()
  for (const { field, frequency } of comparisons) {
    for (const value of rows.flatMap((row) => frequency?.valueOf(row) ?? [])) {
      const key = `${field} ${value}`
      shares.set(key, (shares.get(key) ?? 0) + 1 / rows.length)
    }
  }
  return (field: string, value: string) => shares.get(`${field} ${value}`)
}

function measures(set: string, result: Result): Measure[] {
  return [
    ...accuracies(set, result.untuned),
    { name: `f1_at_best_threshold@${set}`, value: result.oracle.f1 * 100, unit: '%' },
    { name: `pairs_completeness@${set}`, value: result.pairsCompleteness * 100, unit: '%' },
    { name: `reduction@${set}`, value: result.reduction * 100, unit: '%' },
    { name: `candidates_mean@${set}`, value: result.candidatesMean, unit: '' },
    { name: `candidates_p95@${set}`, value: result.candidatesP95, unit: '' },
    { name: `look_up_us@${set}`, value: result.microsecondsPerLookUp, unit: 'us' },
  ]
}

const accuracies = (set: string, { precision, recall, f1 }: Accuracy): Measure[] => [
  { name: `precision@${set}`, value: precision * 100, unit: '%' },
  { name: `recall@${set}`, value: recall * 100, unit: '%' },
  { name: `f1@${set}`, value: f1 * 100, unit: '%' },
]

function missing(file: string, tell: Bench['tell']): Measure[] {
  tell(`left out: ${file} is not beside the repository`)
  return []
}
