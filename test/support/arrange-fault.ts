import type { Behaviour } from '../../sandbox/sandbox.ts'
import type { MemoryFault } from '../../src/adapters/memory/memory-fault.ts'
import { Unavailable } from '../../src/domain/failure.ts'
import { type Fault, RATE_LIMIT_SECONDS } from '../contracts/fault.ts'

/** How a sandbox over HTTP plays this fault; a good day without one. */
export function httpBehaviour(fault: Fault | undefined): Behaviour {
  return fault === undefined ? {} : behaviours[fault]
}

const behaviours: Readonly<Record<Fault, Behaviour>> = {
  hang: { hang: true },
  'hang-up': { hangUp: true },
  'internal-error': { errorRate: 1 },
  'rate-limit': { status: 429, retryAfterSeconds: RATE_LIMIT_SECONDS },
}

/** How a memory adapter plays this fault, for calls that write or only read. */
export function memoryFault(fault: Fault | undefined, effect: 'reads' | 'writes') {
  if (fault === undefined) return undefined
  const mayHaveHappened = effect === 'writes' && fault !== 'rate-limit'
  const wait = { notBefore: new Date(Date.now() + RATE_LIMIT_SECONDS * 1_000) }
  const error = new Unavailable(`memory-${fault}`, 'The test arranged it', {
    mayHaveHappened,
    ...(fault === 'rate-limit' && wait),
  })
  return { error, afterEffect: fault === 'hang-up' } satisfies MemoryFault
}
