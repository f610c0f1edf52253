import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personText } from './person-text.ts'

const comparison = {
  verdict: 'same',
  contactId: 'c-1',
  bits: 10.4,
  fields: [
    { field: 'familyName', level: 'same', bits: 8 },
    { field: 'email', level: 'same user elsewhere', bits: 10 },
    { field: 'company', level: 'different', bits: -2.5 },
  ],
  priorBits: -14.3,
  compared: 12,
  weights: 0,
}
const text = (by: string, given?: object) =>
  personText({
    contactId: 'c-1',
    by,
    ...(given && { comparison: { ...comparison, ...given } }),
  }).join('\n')

test('the evidence of a likeness is told field by field, with its sum and what speaks against any', () => {
  assert.equal(
    text('likeness', {}),
    [
      'Person: known, by their likeness (c-1)',
      '  +10.4 bits for c-1: the same person',
      '   +8.0  family name same',
      '  +10.0  e-mail same user elsewhere',
      '   -2.5  company different',
      '  -14.3  that it is one contact of all',
      '  compared with 12, by shipped weights',
    ].join('\n'),
  )
})

test('a person who is new is told with whom they resemble, or that there is nobody', () => {
  assert.match(
    text('new', { verdict: 'review', weights: 4 }),
    /a person decides[\s\S]*by weights 4/,
  )
  assert.match(text('new', { contactId: undefined, bits: undefined }), /resembles nobody/)
  assert.match(text('none'), /nothing to know them by[\s\S]*not compared/)
})

test('an exact key needs no likeness for a reason', () => {
  assert.equal(text('email', {}), 'Person: known by their e-mail address (c-1)')
})
