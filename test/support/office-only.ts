import type { Documents } from '../../src/domain/documents/documents.ts'
import type { PoolId } from '../../src/domain/ids.ts'
import { exampleCompany } from './example-company.ts'

/** A company in which a lead that comes off hours waits for the EMEA pool. */
export function officeOnly(): Partial<Documents> {
  const { routing } = exampleCompany().documents
  const emea = { kind: 'pool' as const, poolId: 'emea' as string as PoolId }
  return { routing: { ...routing, rules: [], fallback: [emea, { kind: 'waiting-list' }] } }
}
