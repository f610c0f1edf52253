import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refused } from '../../src/domain/failure.ts'
import type { EnrichmentProvider, EnrichmentSubject } from '../../src/ports/enrichment-provider.ts'
import { comesBackWhenTold, type Fault, HASTY_MS, PATIENT_MS, unavailable } from './fault.ts'

/** A provider, with someone it knows and someone it does not. */
export type ProviderHarness = AsyncDisposable & {
  readonly provider: EnrichmentProvider
  readonly known: EnrichmentSubject
  readonly unknown: EnrichmentSubject
}

/** A provider at the other end of a network. */
export type RemoteProviderHarness = ProviderHarness & {
  /** The same provider, with a wrong key. */
  readonly intruder: EnrichmentProvider
  fail(fault: Fault | undefined): void
}

const patience = () => new AbortController().signal

/** What every provider must do. */
export function enrichmentProviderContract(
  name: string,
  setUp: () => Promise<ProviderHarness>,
): void {
  describe(`${name} is an enrichment provider`, () => {
    test('someone known is found, with something said about them', async () => {
      await using harness = await setUp()

      const answer = await harness.provider.lookUp(harness.known, patience())

      assert(answer.outcome === 'found')
      assert(answer.enrichment.company ?? answer.enrichment.person)
    })

    test('asked again it says the same', async () => {
      await using harness = await setUp()

      const first = await harness.provider.lookUp(harness.known, patience())
      const second = await harness.provider.lookUp(harness.known, patience())

      assert(first.outcome === 'found' && second.outcome !== 'not-found')
      assert.deepEqual(second.enrichment, first.enrichment)
    })

    test('someone unknown is not found, and so is nobody at all', async () => {
      await using harness = await setUp()

      const unknown = await harness.provider.lookUp(harness.unknown, patience())
      const nobody = await harness.provider.lookUp({}, patience())

      assert.deepEqual([unknown, nobody], [{ outcome: 'not-found' }, { outcome: 'not-found' }])
    })
  })
}

/** What a provider at the other end of a network must do when that end fails. */
export function remoteProviderContract(
  name: string,
  setUp: (timeLimitMs: number) => Promise<RemoteProviderHarness>,
): void {
  enrichmentProviderContract(name, () => setUp(PATIENT_MS))

  describe(`${name} is an enrichment provider that can fail`, () => {
    test('a wrong key is refused', async () => {
      await using harness = await setUp(PATIENT_MS)

      await assert.rejects(harness.intruder.lookUp(harness.known, patience()), Refused)
    })

    test('a provider in trouble is unavailable, and answers when it has recovered', async () => {
      await using harness = await setUp(PATIENT_MS)

      harness.fail('internal-error')
      await unavailable(harness.provider.lookUp(harness.known, patience()))
      harness.fail(undefined)
      const answer = await harness.provider.lookUp(harness.known, patience())

      assert.equal(answer.outcome, 'found')
    })

    test('no answer in time is unavailable', async () => {
      await using harness = await setUp(HASTY_MS)
      harness.fail('hang')

      const failure = await unavailable(harness.provider.lookUp(harness.known, patience()))

      assert.equal(failure.mayHaveHappened, false)
    })

    test('a broken connection is unavailable', async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('hang-up')

      await unavailable(harness.provider.lookUp(harness.known, patience()))
    })

    test('it gives up when its caller does', async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('hang')
      const caller = new AbortController()

      const answer = unavailable(harness.provider.lookUp(harness.known, caller.signal))
      caller.abort()

      await answer
    })

    test('too many calls: it says when to come back', async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('rate-limit')

      const askedAt = new Date()
      const failure = await unavailable(harness.provider.lookUp(harness.known, patience()))

      comesBackWhenTold(failure, askedAt)
    })
  })
}
