import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { type LeadId, newId } from '../../domain/ids.ts'
import { knownParts } from './known-parts.ts'

test('parts are known in the version they were seen in, and in no other', () => {
  const known = knownParts()
  const lead = aLead({ version: 3 })

  known.keep(lead)

  assert.equal(known.of(lead.id, 3), lead.parts)
  assert.equal(known.of(lead.id, 4), undefined)
  assert.equal(known.of(newId<LeadId>(), 3), undefined)
})

test('what was kept longest ago is forgotten first', () => {
  const known = knownParts(2)
  const [first, second, third] = [1, 2, 3].map(() => aLead({ id: newId<LeadId>() }))
  assert.ok(first && second && third)

  for (const lead of [first, second, first, third]) known.keep(lead)

  assert.deepEqual(
    [first, second, third].map(({ id }) => known.has(id)),
    [true, false, true],
  )
})

test('of a lead that was erased nothing is remembered', () => {
  const known = knownParts()
  const lead = aLead({ version: 3 })
  known.keep(lead)

  known.keep({ ...lead, version: 4, state: 'erased' })

  assert.equal(known.has(lead.id), false)
})
