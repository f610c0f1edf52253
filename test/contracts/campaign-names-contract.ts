import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NamedKind } from '../../src/domain/attribution.ts'
import type { Unavailable } from '../../src/domain/failure.ts'
import type { CampaignNames } from '../../src/ports/campaign-names.ts'
import { type Fault, HASTY_MS, PATIENT_MS, RATE_LIMIT_SECONDS, unavailable } from './fault.ts'

type Trouble = Fault | 'token-expired' | 'not-allowed'

/** A vendor at which some things have names. */
export type NamedVendor = AsyncDisposable & {
  /** The adapter, with a time limit for one call. */
  readonly names: (timeLimitMs: number) => CampaignNames
  /** Gives a thing a name, or another one. */
  name(kind: NamedKind, id: string, name: string): void
  /** What comes of all calls from now on; undefined for a good day. */
  suffer(trouble: Trouble | undefined): void
}

const signal = new AbortController().signal

const TROUBLES: readonly (readonly [Trouble, RegExp])[] = [
  ['token-expired', /^source-token-expired$/],
  ['not-allowed', /^source-permission-missing$/],
  ['internal-error', /-failed$/],
  ['rate-limit', /-rate-limited$/],
  ['hang', /-timeout$/],
  ['hang-up', /-broken-off$/],
]

/** What every vendor of names must do. `kinds` are those it has. */
export function campaignNamesContract(
  vendorName: string,
  start: () => Promise<NamedVendor>,
  kinds: readonly NamedKind[],
): void {
  describe(`names at ${vendorName}`, () => {
    for (const kind of kinds) {
      it(`of kind ${kind} come by their ids, and one that is not there costs the others nothing`, async () => {
        await using vendor = await start()
        vendor.name(kind, '71', 'Spring in the Nordics')
        vendor.name(kind, '73', 'Autumn „North"')
        const names = vendor.names(PATIENT_MS)

        const found = await names.namesOf(kind, ['71', '72', '73'], signal)

        assert.deepEqual(Object.fromEntries(found), {
          71: 'Spring in the Nordics',
          73: 'Autumn „North"',
        })
      })
    }

    it('are those of now: nothing is remembered', async () => {
      await using vendor = await start()
      vendor.name('campaign', '71', 'Spring')
      const names = vendor.names(PATIENT_MS)
      await names.namesOf('campaign', ['71'], signal)

      vendor.name('campaign', '71', 'Summer')

      assert.deepEqual(await names.namesOf('campaign', ['71'], signal), new Map([['71', 'Summer']]))
    })

    it('that are asked for in the largest batch all come', async () => {
      await using vendor = await start()
      const names = vendor.names(PATIENT_MS)
      const ids = Array.from({ length: names.batchSize }, (_, index) => `${900 + index}`)
      for (const id of ids) vendor.name('campaign', id, `Campaign ${id}`)

      const found = await names.namesOf('campaign', ids, signal)

      assert.deepEqual([...found.keys()].toSorted(), ids.toSorted())
    })

    for (const [trouble, code] of TROUBLES) {
      it(`fail as ${code.source} on ${trouble}, and come afterwards`, async () => {
        await using vendor = await start()
        vendor.name('campaign', '71', 'Spring')
        vendor.suffer(trouble)
        const names = vendor.names(trouble === 'hang' ? HASTY_MS : PATIENT_MS)
        const askedAt = new Date()

        const failure = await unavailable(names.namesOf('campaign', ['71', '72'], signal))
        vendor.suffer(undefined)

        assert.match(failure.code, code)
        if (trouble === 'rate-limit') assertWaits(failure, askedAt)
        const afterwards = await vendor.names(PATIENT_MS).namesOf('campaign', ['71'], signal)
        assert.deepEqual(afterwards, new Map([['71', 'Spring']]))
      })
    }
  })
}

/** Meta counts in minutes, so that it may be more. */
function assertWaits({ notBefore }: Unavailable, askedAt: Date): void {
  const waitMs = (notBefore?.getTime() ?? 0) - askedAt.getTime()
  assert.ok(waitMs >= RATE_LIMIT_SECONDS * 1_000 && waitMs < 3 * RATE_LIMIT_SECONDS * 1_000)
}

/** The behaviour of a sandbox for the troubles that all have. */
export function behaviourOf(trouble: Trouble | undefined) {
  if (trouble === 'hang') return { hang: true }
  if (trouble === 'hang-up') return { hangUp: true }
  if (trouble === 'internal-error') return { status: 503 }
  if (trouble === 'rate-limit') return { status: 429, retryAfterSeconds: RATE_LIMIT_SECONDS }
  return {}
}
