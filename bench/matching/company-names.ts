import { companyFeatures } from '../../src/domain/matching/company-features.ts'
import { companyLikeness } from '../../src/domain/matching/company-likeness.ts'
import { type CompanyName, readCompanyName } from '../../src/domain/matching/company-name.ts'
import type { Measure } from '../suite.ts'
import { labelledRows } from './labelled-records.ts'
import { fitLogistic, probability } from './logistic.ts'
import { wordWeights } from './restaurants.ts'

type Pair = { readonly a: CompanyName; readonly b: CompanyName; readonly isSame: boolean }

const FOLDS = 5
const COMPANIES = ['Company', 'Organization', 'LegalEntity']

/**
 * How well names alone tell whether two companies are one: with the coefficients the product has, and
 * with those fitted on four fifths of the pairs and judged on the fifth.
 */
export function companyNameAccuracy(tell: (text: string) => void): Measure[] {
  const groups = labelledRows('company-name-pairs.csv')
  const bench = labelledRows('name-bench-half.csv')
  if (groups === undefined || bench === undefined) {
    tell('left out: company-name-pairs.csv and name-bench-half.csv are not beside the repository')
    return []
  }
  const weightOf = wordWeights(groups.flatMap((row) => [row.name_1 ?? '', row.name_2 ?? '']))
  const sets = {
    company_names: groups.flatMap((row) =>
      pairOf(row.name_1, row.name_2, row.is_duplicate === '1'),
    ),
    name_bench_companies: bench
      .filter((row) => COMPANIES.includes(row.schema ?? ''))
      .flatMap((row) => pairOf(row.name1, row.name2, row.is_match === 'true')),
  }
  return Object.entries(sets).flatMap(([name, pairs]) => {
    const shipped = pairs.map(({ a, b }) => companyLikeness(a, b, weightOf))
    return [
      { name: `f1_shipped@${name}`, value: f1(pairs, shipped) * 100, unit: '%' },
      {
        name: `f1_five_fold@${name}`,
        value: f1(pairs, fiveFold(pairs, weightOf)) * 100,
        unit: '%',
      },
    ]
  })
}

function pairOf(one = '', other = '', isSame: boolean): Pair[] {
  const [a, b] = [readCompanyName(one), readCompanyName(other)]
  return a === undefined || b === undefined ? [] : [{ a, b, isSame }]
}

function fiveFold(pairs: readonly Pair[], weightOf: (word: string) => number): number[] {
  const features = pairs.map(({ a, b }) => Object.values(companyFeatures(a, b, weightOf)))
  // The multiplier is prime, so that neighbours in the file are spread over the folds.
  const foldOf = (at: number) => (at * 7_919) % FOLDS
  const models = Array.from({ length: FOLDS }, (_, fold) => {
    const others = [...pairs.keys()].filter((at) => foldOf(at) !== fold)
    return fitLogistic(
      others.map((at) => features[at] ?? []),
      others.map((at) => pairs[at]?.isSame ?? false),
    )
  })
  return features.map((row, at) => probability(models[foldOf(at)] ?? [], row))
}

function f1(pairs: readonly Pair[], probabilities: readonly number[]): number {
  const called = pairs.filter((_, at) => (probabilities[at] ?? 0) >= 0.5)
  const right = called.filter(({ isSame }) => isSame).length
  return (2 * right) / (called.length + pairs.filter(({ isSame }) => isSame).length)
}
