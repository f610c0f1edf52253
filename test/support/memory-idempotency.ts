import { Refused } from '../../src/domain/failure.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import type { Claim, Idempotency, RepeatableRequest } from '../../src/ports/idempotency.ts'

const KEPT_MS = 24 * 60 * 60_000
const IN_FLIGHT_MS = 10_000

type Row = { readonly bodyHash: Uint8Array; readonly since: Date; leadId?: LeadId }

/** Idempotency keys in memory, for tests that are not about the database. */
export function memoryIdempotency(): Idempotency {
  const rows = new Map<string, Row>()
  const idOf = ({ caller, key }: RepeatableRequest) => JSON.stringify([caller, key])
  return {
    async claim(request, now) {
      const row = rows.get(idOf(request))
      if (row !== undefined && now.getTime() - row.since.getTime() < KEPT_MS) {
        return claimAfter(row, request, now)
      }
      rows.set(idOf(request), { bodyHash: request.bodyHash, since: now })
      return { since: now }
    },
    async settle(request, leadId) {
      const row = rows.get(idOf(request))
      if (row !== undefined) row.leadId ??= leadId
    },
    async release(request) {
      if (rows.get(idOf(request))?.leadId === undefined) rows.delete(idOf(request))
    },
  }
}

function claimAfter(row: Row, { bodyHash }: RepeatableRequest, now: Date): Claim {
  if (!Buffer.from(row.bodyHash).equals(bodyHash)) {
    throw new Refused('idempotency-key-reused', 'Another body')
  }
  if (row.leadId !== undefined) return { leadId: row.leadId }
  if (now.getTime() - row.since.getTime() < IN_FLIGHT_MS) {
    throw new Refused('idempotency-key-in-flight', 'Still worked on')
  }
  return { since: row.since }
}
