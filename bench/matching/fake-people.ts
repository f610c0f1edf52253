import { editDistance } from '../../src/domain/matching/edit-distance.ts'
import type { Comparison } from '../../src/domain/matching/fellegi-sunter.ts'
import { jaroWinkler } from '../../src/domain/matching/jaro-winkler.ts'
import { soundex } from '../../src/domain/matching/soundex.ts'
import { graded } from './graded.ts'
import type { Row } from './labelled-records.ts'

const at = (row: Row, column: string) => (row[column] ?? '').toLowerCase()
const textOf = (column: string) => (row: Row) => at(row, column)
const local = (row: Row) => at(row, 'email').split('@')[0] ?? ''

const isSwapped = (a: Row, b: Row) =>
  at(a, 'first_name') !== '' &&
  at(a, 'surname') !== '' &&
  at(a, 'first_name') === at(b, 'surname') &&
  at(a, 'surname') === at(b, 'first_name')

const name = (field: string): Comparison<Row> => {
  const plain = graded(field, ['different', 'similar', 'near', 'same'], textOf(field), (a, b) => {
    if (a === b) return 3
    const likeness = jaroWinkler(a, b)
    return likeness >= 0.88 ? 2 : likeness >= 0.7 ? 1 : 0
  })
  return { ...plain, compare: (a, b) => (isSwapped(a, b) ? 3 : plain.compare(a, b)) }
}

const comparisons = [
  name('first_name'),
  name('surname'),
  graded('dob', ['different', '2 off', '1 off', 'same'], textOf('dob'), (a, b) => {
    const slips = editDistance(a, b, 2)
    return slips > 2 ? 0 : 3 - slips
  }),
  graded('city', ['different', 'near', 'same'], textOf('city'), (a, b) =>
    a === b ? 2 : jaroWinkler(a, b) >= 0.85 ? 1 : 0,
  ),
  graded('email', ['different', 'near', 'same user', 'same'], textOf('email'), (a, b) => {
    if (a === b) return 3
    const [one = '', other = ''] = [a.split('@')[0], b.split('@')[0]]
    if (one === other) return 2
    return jaroWinkler(a, b) >= 0.88 ? 1 : 0
  }),
]

const key = (kind: string, ...parts: readonly string[]) =>
  parts.every((part) => part !== '') ? [`${kind}:${parts.join('|')}`] : []

function keysOf(row: Row): string[] {
  const [first, last] = [at(row, 'first_name'), at(row, 'surname')]
  const [given, family] = [soundex(first), soundex(last)]
  const born = at(row, 'dob')
  return [
    ...key('email', at(row, 'email')),
    ...key('user', local(row)),
    ...key('born', born),
    ...(first === '' || last === '' ? [] : key('names', [first, last].sort().join(' '))),
    ...key('given+year', given, born.slice(0, 4)),
    ...key('family+year', family, born.slice(0, 4)),
    ...key('given+city', given, at(row, 'city')),
    ...key('family+city', family, at(row, 'city')),
    ...key('sounds', ...[given, family].sort()),
    ...key('family+day', family, born.slice(5)),
    ...key('given+day', given, born.slice(5)),
    ...key('host+given', at(row, 'email').split('@')[1] ?? '', given),
  ]
}

/** A thousand made-up people with their slips, as they come with Splink. */
export const fakePeople = {
  entityOf: (row: Row) => row.cluster ?? '',
  comparisons,
  keysOf,
  passes: [
    { fields: ['dob'], keyOf: (row: Row) => at(row, 'dob') || undefined },
    {
      fields: ['first_name', 'surname'],
      keyOf: (row: Row) => key('n', at(row, 'first_name'), at(row, 'surname'))[0],
    },
    { fields: ['email'], keyOf: (row: Row) => at(row, 'email') || undefined },
  ],
}
