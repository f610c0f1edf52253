import { companyLikeness } from '../../src/domain/matching/company-likeness.ts'
import { type CompanyName, readCompanyName } from '../../src/domain/matching/company-name.ts'
import { editDistance } from '../../src/domain/matching/edit-distance.ts'
import type { Comparison } from '../../src/domain/matching/fellegi-sunter.ts'
import { folded } from '../../src/domain/matching/folded.ts'
import { trigramLikeness } from '../../src/domain/matching/trigram-likeness.ts'
import { graded } from './graded.ts'
import type { Row } from './labelled-records.ts'

const text = (row: Row, column: string) => folded(row[column] ?? '')
const digits = (row: Row) => (row.phone ?? '').replace(/\D/g, '')
const houseNumber = (row: Row) => /^\d+/.exec(text(row, 'addr'))?.[0] ?? ''
const company = (row: Row) => readCompanyName(row.name ?? '')

/** The rarer a word among the names, the more it says. */
export function wordWeights(names: readonly string[]): (word: string) => number {
  const seen = new Map<string, number>()
  for (const name of names) {
    for (const word of new Set(readCompanyName(name)?.words))
      seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  return (word) => Math.log(1 + (names.length + 1) / ((seen.get(word) ?? 0) + 1))
}

function comparisonsOf(weightOf: (word: string) => number): readonly Comparison<Row>[] {
  return [
    {
      field: 'name',
      levels: ['different', 'weak', 'fair', 'strong', 'same'],
      compare: (a, b) => nameLevel(company(a), company(b), weightOf),
    },
    { field: 'addr', levels: ['different', 'fair', 'near', 'same'], compare: addressLevel },
    graded('city', ['different', 'near', 'same'], (row) => text(row, 'city'), cityLevel),
    graded('phone', ['different', 'one digit off', 'same'], digits, phoneLevel),
  ]
}

function cityLevel(a: string, b: string): number {
  if (a === b) return 2
  return trigramLikeness(a, b) >= 0.5 ? 1 : 0
}

function phoneLevel(a: string, b: string): number {
  if (a === b) return 2
  return editDistance(a, b, 1) <= 1 ? 1 : 0
}

/** The lowest likeness of each level. */
const NAME_LEVELS = [0, 0.4, 0.6, 0.8, 1]

function nameLevel(
  a: CompanyName | undefined,
  b: CompanyName | undefined,
  weightOf: (word: string) => number,
): number | undefined {
  if (a === undefined || b === undefined) return undefined
  const likeness = companyLikeness(a, b, weightOf)
  return NAME_LEVELS.findLastIndex((lowest) => likeness >= lowest)
}

function addressLevel(a: Row, b: Row): number | undefined {
  const [one, other] = [text(a, 'addr'), text(b, 'addr')]
  if (one === '' || other === '') return undefined
  if (one === other) return 3
  const likeness = trigramLikeness(one, other)
  if (houseNumber(a) !== '' && houseNumber(a) === houseNumber(b) && likeness >= 0.5) return 2
  return likeness >= 0.6 ? 1 : 0
}

function keysOf(row: Row): string[] {
  const words = company(row)?.words ?? []
  return [
    ...(digits(row) === '' ? [] : [`phone:${digits(row)}`]),
    ...words.map((word) => `word:${word}`),
    ...words.map((word) => `start:${word.slice(0, 4)} ${text(row, 'city')}`),
    ...(houseNumber(row) === ''
      ? []
      : [`house:${houseNumber(row)} ${text(row, 'city').slice(0, 4)}`]),
    `joined:${words.join('').slice(0, 5)}`,
    `street:${text(row, 'addr').slice(0, 10)}`,
  ]
}

/** Restaurants of two guides. */
export const restaurants = {
  comparisonsOf,
  keysOf,
  passes: [
    { fields: ['phone'], keyOf: (row: Row) => digits(row) || undefined },
    { fields: ['name'], keyOf: (row: Row) => company(row)?.joined },
    { fields: ['addr'], keyOf: (row: Row) => text(row, 'addr') || undefined },
  ],
}
