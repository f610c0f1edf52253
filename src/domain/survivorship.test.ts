import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { CONTACT_FIELDS, type ContactField, type ContactValue } from './contact.ts'
import { withValues } from './contact-fields.ts'
import type { LeadId } from './ids.ts'
import { DEFAULT_TRUST, type SurvivalRule, shownValues } from './survivorship.ts'

const DAY_MS = 86_400_000

/** A first name said on the given day by a source that is believed like any other. */
const said = (value: string, day: number, given: Partial<ContactValue> = {}): ContactValue => ({
  field: 'firstName',
  value,
  leadId: `lead-${day}` as string as LeadId,
  sourceKey: 'web-form',
  at: new Date(day * DAY_MS),
  trust: DEFAULT_TRUST,
  verified: false,
  edited: false,
  ...given,
})

function shows(values: readonly ContactValue[], value: string, rule: SurvivalRule) {
  assert.partialDeepStrictEqual(shownValues(values).firstName, { value, rule })
}

describe('of the values of a field shows', () => {
  test('the only one, however often it was said', () => {
    shows([said('Kari', 1), said('Kari', 2)], 'Kari', 'only')
  })

  test('the latest', () => {
    shows([said('Karianne', 2), said('Kari', 1)], 'Karianne', 'recency')
  })

  test('the full name before a later initial', () => {
    shows([said('Kari', 1), said('K.', 2)], 'Kari', 'completeness')
    shows([said('Kari', 1), said('K. A.', 2)], 'Kari', 'completeness')
    shows([said('Kari', 1), said('Kari A.', 2)], 'Kari A.', 'recency')
  })

  test('a name of one character, where that is a whole one', () => {
    shows([said('Li', 1), said('李', 2)], '李', 'recency')
  })

  test('that of the source that is believed more, before a later and fuller one', () => {
    shows([said('K.', 1, { trust: 80 }), said('Karianne', 2)], 'K.', 'trust')
  })

  test('what was proved, before what is believed more', () => {
    shows([said('Kari', 1, { verified: true }), said('Ola', 2, { trust: 100 })], 'Kari', 'verified')
  })

  test('what a person wrote, before everything else', () => {
    const edited = said('K.', 1, { edited: true, trust: 0 })
    shows([edited, said('Karianne', 2, { verified: true, trust: 100 })], 'K.', 'edited')
  })
})

const aValue = fc.record({
  field: fc.constantFrom(...CONTACT_FIELDS),
  value: fc.constantFrom('Kari', 'K.', 'Karianne', 'Ola', 'O. N.'),
  leadId: fc.constantFrom('lead-1', 'lead-2', 'lead-3').map((id) => id as LeadId),
  sourceKey: fc.constantFrom('web-form', 'google-ads', 'crm:hubspot'),
  at: fc.integer({ min: 1, max: 4 }).map((day) => new Date(day * DAY_MS)),
  trust: fc.constantFrom(0, DEFAULT_TRUST, 100),
  verified: fc.boolean(),
  edited: fc.boolean(),
})
const someValues = fc.array(aValue, { maxLength: 12 })
const inSomeOrder = someValues.chain((values) =>
  fc.tuple(
    fc.constant(values),
    fc.shuffledSubarray(values, { minLength: values.length }),
    fc.nat({ max: values.length }),
  ),
)

test('it does not matter in which order, or in how many parts, values arrive', () => {
  fc.assert(
    fc.property(inSomeOrder, ([values, shuffled, cut]) => {
      const atOnce = withValues(undefined, values)
      const first = withValues(undefined, shuffled.slice(0, cut))

      assert.deepEqual(withValues(first, shuffled.slice(cut)), atOnce)
      assert.deepEqual(withValues(atOnce, shuffled), atOnce)
    }),
  )
})

test('a contact shows what all its values together say, each with its origin', () => {
  fc.assert(
    fc.property(someValues, (values) => {
      const { fields, origins } = withValues(undefined, values)
      const shown = shownValues(values)

      assert.deepEqual(Object.keys(shown).sort(), Object.keys(fields).sort())
      for (const name of Object.keys(fields)) {
        const field = name as ContactField
        const { rule: _, field: __, value, ...origin } = shown[field] ?? assert.fail(field)
        assert.equal(fields[field], value)
        assert.deepEqual(origins[field], origin)
        assert.ok(values.some((one) => one.field === field && one.value === value))
      }
    }),
  )
})

test('a value of which no origin is known gives way to any that says the same kind of thing', () => {
  const before = { fields: { firstName: 'Kari', title: 'Buyer' }, origins: {} }

  const { fields, origins } = withValues(before, [said('Ola', 1)])

  assert.deepEqual(fields, { firstName: 'Ola', title: 'Buyer' })
  assert.deepEqual(Object.keys(origins), ['firstName'])
})
