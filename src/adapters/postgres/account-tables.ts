import type { ColumnType, Generated } from 'kysely'
import type { CompanyValues } from '../../domain/accounts/back-fill.ts'
import type { AccountId, LeadId, RepId } from '../../domain/ids.ts'
import type { Json } from './work-tables.ts'

/** The tables of the companies of our own book. */
export type AccountTables = {
  accounts: {
    id: AccountId
    name: string
    otherNames: string[]
    domains: string[]
    phone: string | null
    postalCode: string | null
    country: string | null
    industry: string | null
    employees: number | null
    annualRevenue: number | null
    named: boolean
    parentId: AccountId | null
    ownerRepId: RepId | null
    externalIds: ColumnType<Record<string, string>, string, string>
    changedBy: string
    createdAt: Generated<Date>
    updatedAt: Generated<Date>
  }
  accountKeys: { key: string; accountId: AccountId }
  accountLinks: {
    crm: string
    recordId: string
    accountId: AccountId
    lastSeen: Json<CompanyValues>
    parentRecordId: string | null
    parentSet: AccountId | null
    seenAt: Generated<Date>
  }
  accountsToMatch: { accountId: AccountId; sweep: number | null }
  accountSweeps: { onlyOne: Generated<boolean>; sweep: number; place: LeadId | null }
  accountBackFills: {
    crm: string
    nextPage: string | null
    updatedAt: ColumnType<Date, Date | undefined, Date>
  }
}
