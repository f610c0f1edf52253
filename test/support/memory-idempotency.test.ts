import { idempotencyContract } from '../contracts/idempotency-contract.ts'
import { memoryIdempotency } from './memory-idempotency.ts'

const idempotency = memoryIdempotency()

idempotencyContract('The one in memory', () => idempotency)
