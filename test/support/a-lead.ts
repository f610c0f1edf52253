import type { LeadId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { leadAsOf } from '../../src/domain/lead-as-of.ts'

const ID = '01900000-0000-7000-8000-000000000001' as LeadId

/** A lead that has just been captured, but for what is given. */
export function aLead(given: Partial<Lead> = {}): Lead {
  const receivedAt = given.receivedAt ?? new Date('2026-03-02T14:30:00Z')
  const known = leadAsOf(ID, receivedAt, [])
  return { ...known, version: 1, waitingFor: 'validate', sourceKey: 'web-form', ...given }
}
