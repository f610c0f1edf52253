import { companyLikeness } from '../../src/domain/matching/company-likeness.ts'
import { readCompanyName } from '../../src/domain/matching/company-name.ts'
import { editDistance } from '../../src/domain/matching/edit-distance.ts'
import type { Comparison } from '../../src/domain/matching/fellegi-sunter.ts'
import { folded } from '../../src/domain/matching/folded.ts'
import { trigramLikeness } from '../../src/domain/matching/trigram-likeness.ts'
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
      compare: (a, b) => {
        const [one, other] = [company(a), company(b)]
        if (one === undefined || other === undefined) return undefined
        const likeness = companyLikeness(one, other, weightOf)
        if (likeness === 1) return 4
        return likeness >= 0.8 ? 3 : likeness >= 0.6 ? 2 : likeness >= 0.4 ? 1 : 0
      },
    },
    {
      field: 'addr',
      levels: ['different', 'fair', 'near', 'same'],
      compare: (a, b) => {
        const [one, other] = [text(a, 'addr'), text(b, 'addr')]
        if (one === '' || other === '') return undefined
        if (one === other) return 3
        const likeness = trigramLikeness(one, other)
        const isSameHouse = houseNumber(a) !== '' && houseNumber(a) === houseNumber(b)
        return isSameHouse && likeness >= 0.5 ? 2 : likeness >= 0.6 ? 1 : 0
      },
    },
    {
      field: 'city',
      levels: ['different', 'near', 'same'],
      compare: (a, b) => {
        const [one, other] = [text(a, 'city'), text(b, 'city')]
        if (one === '' || other === '') return undefined
        return one === other ? 2 : trigramLikeness(one, other) >= 0.5 ? 1 : 0
      },
    },
    {
      field: 'phone',
      levels: ['different', 'one digit off', 'same'],
      compare: (a, b) => {
        const [one, other] = [digits(a), digits(b)]
        if (one === '' || other === '') return undefined
        return one === other ? 2 : editDistance(one, other, 1) <= 1 ? 1 : 0
      },
    },
  ]
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
