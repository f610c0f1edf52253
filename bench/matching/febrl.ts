import { editDistance } from '../../src/domain/matching/edit-distance.ts'
import type { Comparison } from '../../src/domain/matching/fellegi-sunter.ts'
import { jaroWinkler } from '../../src/domain/matching/jaro-winkler.ts'
import { soundex } from '../../src/domain/matching/soundex.ts'
import { trigramLikeness } from '../../src/domain/matching/trigram-likeness.ts'
import { graded } from './graded.ts'
import type { Row } from './labelled-records.ts'

/** A column as text; empty where it is missing. */
const at = (row: Row, column: string) => row[column] ?? ''

const textOf = (column: string) => (row: Row) => at(row, column)
const NEARNESS = ['different', 'similar', 'near', 'same']

const isSwapped = (a: Row, b: Row) =>
  at(a, 'given_name') !== '' &&
  at(a, 'surname') !== '' &&
  a.given_name === b.surname &&
  a.surname === b.given_name

const name = (field: string): Comparison<Row> => {
  const plain = graded(field, NEARNESS, textOf(field), (a, b) => {
    if (a === b) return 3
    const likeness = jaroWinkler(a, b)
    return likeness >= 0.9 ? 2 : likeness >= 0.8 ? 1 : 0
  })
  return { ...plain, compare: (a, b) => (isSwapped(a, b) ? 3 : plain.compare(a, b)) }
}

const text = (field: string) =>
  graded(field, NEARNESS, textOf(field), (a, b) => {
    if (a === b) return 3
    const likeness = trigramLikeness(a, b)
    return likeness >= 0.7 ? 2 : likeness >= 0.4 ? 1 : 0
  })

const code = (field: string, most: number) =>
  graded(
    field,
    ['different', ...Array.from({ length: most }, (_, slips) => `${most - slips} off`), 'same'],
    textOf(field),
    (a, b) => {
      const slips = editDistance(a, b, most)
      return slips > most ? 0 : most + 1 - slips
    },
  )

const NUMBER = code('soc_sec_id', 2)
const FIELDS = [
  name('given_name'),
  name('surname'),
  text('address_1'),
  text('address_2'),
  text('suburb'),
  code('postcode', 2),
  code('street_number', 1),
  code('date_of_birth', 2),
]

const key = (kind: string, ...parts: readonly string[]) =>
  parts.every((part) => part !== '') ? [`${kind}:${parts.join('|')}`] : []

function keysOf(row: Row): string[] {
  const sounds = [soundex(at(row, 'surname')), soundex(at(row, 'given_name'))] as const
  const [family, given] = sounds
  const born = at(row, 'date_of_birth')
  const both = [at(row, 'given_name'), at(row, 'surname')]
  return [
    ...key('born', born),
    ...(both.includes('') ? [] : key('names', both.toSorted().join(' '))),
    ...key('surname+suburb', at(row, 'surname'), at(row, 'suburb')),
    ...key('street', at(row, 'street_number'), at(row, 'address_1')),
    ...key('postcode+given', at(row, 'postcode'), given),
    ...key('postcode+family', at(row, 'postcode'), family),
    ...key('address+postcode', at(row, 'address_1'), at(row, 'postcode')),
    ...key('sounds+year', family, given, born.slice(0, 4)),
    ...key('suburb+number', at(row, 'suburb'), at(row, 'street_number')),
    ...key('given+address', given, at(row, 'address_2')),
    ...key('family+day', family, born.slice(4)),
    ...(sounds.includes('') ? [] : key('swapped', sounds.toSorted().join(' '), at(row, 'suburb'))),
  ]
}

/** FEBRL's made-up Australians: who is who stands in the number of the record. */
export const febrl = {
  entityOf: (row: Row) => at(row, 'rec_id').split('-').slice(0, 2).join('-'),
  withNumber: {
    comparisons: [...FIELDS, NUMBER],
    keysOf: (row: Row) => [...key('number', at(row, 'soc_sec_id')), ...keysOf(row)],
  },
  withoutNumber: { comparisons: FIELDS, keysOf },
  passes: [
    { fields: ['date_of_birth'], keyOf: (row: Row) => at(row, 'date_of_birth') || undefined },
    {
      fields: ['given_name', 'surname'],
      keyOf: (row: Row) => key('n', at(row, 'given_name'), at(row, 'surname'))[0],
    },
    { fields: ['postcode', 'suburb'], keyOf: (row: Row) => at(row, 'postcode') || undefined },
  ],
}
