import assert from 'node:assert/strict'
import { Unavailable } from '../../src/domain/failure.ts'

/**
 * What can go wrong on the way to a vendor. `hang`: no answer ever comes. `hang-up`: the call takes
 * effect and the connection breaks before the answer. `internal-error`: the vendor is in trouble.
 * `rate-limit`: it wants to be left alone for `RATE_LIMIT_SECONDS`.
 */
export type Fault = 'hang' | 'hang-up' | 'internal-error' | 'rate-limit'

export const RATE_LIMIT_SECONDS = 40

/** The time limit of adapters that must answer, in milliseconds: no busy machine takes so long. */
export const PATIENT_MS = 10_000
/** The time limit of adapters that get no answer, in milliseconds: tests wait for it to pass. */
export const HASTY_MS = 100

/** Waits for the work to fail with `Unavailable`, and gives the failure back to be looked at. */
export async function unavailable(work: Promise<unknown>): Promise<Unavailable> {
  const [outcome] = await Promise.allSettled([work])
  assert(outcome.status === 'rejected', 'it was expected to fail')
  assert(outcome.reason instanceof Unavailable, `${outcome.reason} is not Unavailable`)
  return outcome.reason
}

/** Fails unless the failure says to come back when the vendor said so, which may name whole seconds. */
export function comesBackWhenTold(
  { notBefore, mayHaveHappened }: Unavailable,
  askedAt: Date,
): void {
  assert(notBefore, 'it names no time to come back')
  const toldAtMs = notBefore.getTime() - RATE_LIMIT_SECONDS * 1_000
  const isSince = toldAtMs > askedAt.getTime() - 1_000 && toldAtMs < Date.now() + 1_000
  assert(isSince, `asked at ${askedAt.toISOString()}, it names ${notBefore.toISOString()}`)
  assert.equal(mayHaveHappened, false)
}
