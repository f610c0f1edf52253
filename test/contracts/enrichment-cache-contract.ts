import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EnrichmentCache } from '../../src/ports/enrichment-cache.ts'
import type { EnrichmentAnswer } from '../../src/ports/enrichment-provider.ts'

/** A cache with nothing in it. */
export type CacheHarness = AsyncDisposable & { readonly cache: EnrichmentCache }

const FOUND: EnrichmentAnswer = {
  outcome: 'found',
  enrichment: { company: { name: 'Nordlicht AB', employees: 240 } },
}
const later = () => new Date(Date.now() + 60_000)

/** What every enrichment cache must do. */
export function enrichmentCacheContract(name: string, setUp: () => Promise<CacheHarness>): void {
  describe(`${name} is an enrichment cache`, () => {
    test('an answer is kept, per provider and subject', async () => {
      await using harness = await setUp()

      await harness.cache.write('clearbit', 'tove@nordlicht.example', FOUND, later())

      assert.deepEqual(await harness.cache.read('clearbit', 'tove@nordlicht.example'), FOUND)
      assert.equal(await harness.cache.read('hunter', 'tove@nordlicht.example'), undefined)
      assert.equal(await harness.cache.read('clearbit', 'ilja@nordlicht.example'), undefined)
    })

    test('"not found" is kept too', async () => {
      await using harness = await setUp()

      await harness.cache.write('clearbit', 'a@b.example', { outcome: 'not-found' }, later())

      assert.deepEqual(await harness.cache.read('clearbit', 'a@b.example'), {
        outcome: 'not-found',
      })
    })

    test('an answer that has expired is not given any more', async () => {
      await using harness = await setUp()

      await harness.cache.write('clearbit', 'a@b.example', FOUND, new Date(Date.now() - 1_000))

      assert.equal(await harness.cache.read('clearbit', 'a@b.example'), undefined)
    })

    test('a second write replaces the first', async () => {
      await using harness = await setUp()

      await harness.cache.write('clearbit', 'a@b.example', { outcome: 'not-found' }, later())
      await harness.cache.write('clearbit', 'A@B.example', FOUND, later())

      assert.deepEqual(await harness.cache.read('clearbit', 'a@b.example'), FOUND)
    })
  })
}
