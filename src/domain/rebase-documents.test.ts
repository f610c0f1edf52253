import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rebaseDocuments } from './rebase-documents.ts'

const document = fc.record({
  routing: fc.constantFrom('a', 'b', 'c'),
  teams: fc.constantFrom('a', 'b', 'c'),
  sla: fc.constantFrom('a', 'b', 'c'),
})

test('a document is in conflict exactly when both changed it, and differently', () => {
  fc.assert(
    fc.property(document, document, document, (base, active, draft) => {
      const { kept, taken, conflicts } = rebaseDocuments(base, active, draft)

      for (const kind of ['routing', 'teams', 'sla'] as const) {
        const [was, theirs, ours] = [base[kind], active[kind], draft[kind]]
        const isConflict = theirs !== was && ours !== was && theirs !== ours
        assert.equal(conflicts.includes(kind), isConflict)
        assert.equal(kept.includes(kind), ours !== was && theirs === was)
        assert.equal(taken.includes(kind), theirs !== was && ours === was)
      }
    }),
  )
})

test('documents without a conflict merge to the same, whoever publishes first', () => {
  fc.assert(
    fc.property(document, document, document, (base, one, other) => {
      const there = rebaseDocuments(base, one, other)
      const back = rebaseDocuments(base, other, one)

      const merge = (active: object, draft: object, { kept }: typeof there) => ({
        ...active,
        ...Object.fromEntries(kept.map((kind) => [kind, (draft as never)[kind]])),
      })
      assert.deepEqual(there.conflicts, back.conflicts)
      fc.pre(there.conflicts.length === 0)
      assert.deepEqual(merge(one, other, there), merge(other, one, back))
    }),
  )
})
