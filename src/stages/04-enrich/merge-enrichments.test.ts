import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SENIORITIES } from '../../domain/lead-parts.ts'
import { mergeEnrichments } from './merge-enrichments.ts'

const company = fc.record(
  { name: fc.string(), employees: fc.nat(), country: fc.constantFrom('SE', 'DE') },
  { requiredKeys: [] },
)
const person = fc.record(
  { title: fc.string(), seniority: fc.constantFrom(...SENIORITIES) },
  { requiredKeys: [] },
)
const enrichment = fc.record({ company, person }, { requiredKeys: [] })

test('each field comes from the first enrichment that knows it', () => {
  fc.assert(
    fc.property(fc.array(enrichment, { maxLength: 5 }), (enrichments) => {
      const merged = mergeEnrichments(enrichments)

      for (const field of ['name', 'employees', 'country'] as const) {
        const first = enrichments.find((one) => one.company?.[field] !== undefined)
        assert.equal(merged.company?.[field], first?.company?.[field])
      }
      for (const field of ['title', 'seniority'] as const) {
        const first = enrichments.find((one) => one.person?.[field] !== undefined)
        assert.equal(merged.person?.[field], first?.person?.[field])
      }
    }),
  )
})

test('merging in two steps gives what merging in one gives', () => {
  fc.assert(
    fc.property(fc.array(enrichment), fc.array(enrichment), (first, second) => {
      assert.deepEqual(
        mergeEnrichments([mergeEnrichments(first), mergeEnrichments(second)]),
        mergeEnrichments([...first, ...second]),
      )
    }),
  )
})

test('what nobody knows anything of is absent', () => {
  assert.deepEqual(mergeEnrichments([{}, { company: {} }]), {})
})
