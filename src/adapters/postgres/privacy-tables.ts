import type { Generated } from 'kysely'
import type { ContactId, ErasureId, LeadId } from '../../domain/ids.ts'
import type { ErasedPlace, VendorRecord } from '../../ports/person-register.ts'
import type { Json } from './work-tables.ts'

/** The tables of what people agreed to, and of those who asked to be forgotten. */
export type PrivacyTables = {
  erasedLeads: { keyHash: Buffer; leadId: LeadId; erasedAt: Generated<Date> }
  erasures: {
    id: ErasureId
    why: 'request' | 'withdrawal'
    requestedBy: string
    requestedAt: Date
    leadIds: LeadId[]
    contactIds: ContactId[]
    places: Json<ErasedPlace[]>
    remains: Json<VendorRecord[]>
    subjects: Buffer[] | null
    finishedAt: Date | null
  }
  consents: {
    leadId: LeadId
    entryHash: Buffer
    key: string
    text: string | null
    version: string | null
    granted: boolean
    at: Date
    address: string | null
    recordedAt: Generated<Date>
  }
}
