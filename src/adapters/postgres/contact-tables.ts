import type { ColumnType, Generated } from 'kysely'
import type { Contact, ContactField, IdentityKind, ValueOrigin } from '../../domain/contact.ts'
import type { ContactEdit } from '../../domain/contact-edit.ts'
import type { JoinReason } from '../../domain/contact-join.ts'
import type { ContactId, JoinId, LeadId, RepId, ReviewItemId } from '../../domain/ids.ts'
import type { Json } from './work-tables.ts'

/** Where shown values came from, with times as texts, as JSON has them. */
export type StoredOrigins = Partial<
  Record<ContactField, Omit<ValueOrigin, 'at'> & { readonly at: string }>
>

/** The tables of contacts: whose keys are, what is known of a person, who is one and who is not. */
export type ContactTables = {
  identities: {
    kind: IdentityKind
    value: string
    contactId: ContactId | null
    shared: Generated<boolean>
    splitId: Generated<JoinId | null>
  }
  contacts: {
    id: ContactId
    fields: Json<Contact['fields']>
    origins: ColumnType<StoredOrigins, string | undefined, string>
    ownerRepId: RepId | null
    ownerLeadId: LeadId | null
    leadCount: number
    joinedInto: Generated<ContactId | null>
    joinId: Generated<JoinId | null>
    createdAt: Generated<Date>
    updatedAt: Generated<Date>
    erasedAt: ColumnType<Date | null, Date | undefined, Date>
  }
  contactValues: {
    contactId: ContactId
    field: string
    value: string
    leadId: LeadId
    sourceKey: string
    at: Date
    trust: Generated<number>
    verified: Generated<boolean>
    edited: Generated<boolean>
    withdrawnAt: ColumnType<Date | null, undefined, Date>
  }
  contactEdits: ContactEdit & { sequence: Generated<number> }
  contactJoins: {
    id: JoinId
    kind: 'join' | 'split'
    contactId: ContactId
    otherContactId: ContactId
    undoes: JoinId | null
    at: Date
    by: string
    why: JoinReason
    reviewItemId: ReviewItemId | null
    leadIds: LeadId[]
    ownerRepId: RepId | null
    ownerLeadId: LeadId | null
    otherOwnerRepId: RepId | null
    otherOwnerLeadId: LeadId | null
  }
  matchFeedback: {
    sequence: Generated<string>
    contactA: ContactId
    contactB: ContactId
    same: boolean
    by: string
    at: Date
  }
}
