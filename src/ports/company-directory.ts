import type { CompanyWords } from '../domain/accounts/company-values.ts'

/** One company as a CRM has it, in its own words. */
export type CrmCompany = CompanyWords & {
  readonly recordId: string
  readonly parentRecordId: string | undefined
  readonly ownerId: string | undefined
}

/** The companies of a CRM. Reads only; rejects as the vendor's adapter does. */
export type CompanyDirectory = {
  readonly crm: string
  /** The companies from a place on, about 100; without a place from the beginning. */
  page(after: string | undefined): Promise<{
    readonly companies: readonly CrmCompany[]
    /** Where the next page begins; undefined after the last. */
    readonly next: string | undefined
  }>
  /** Who the owners are: mail addresses in lower case, by the id companies name them by. */
  owners(): Promise<ReadonlyMap<string, string>>
}
