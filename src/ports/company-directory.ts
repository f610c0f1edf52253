/** One company as a CRM has it, in its own words. */
export type CrmCompany = {
  readonly recordId: string
  readonly name: string | undefined
  readonly domains: readonly string[]
  readonly phone: string | undefined
  readonly postalCode: string | undefined
  readonly country: string | undefined
  readonly industry: string | undefined
  readonly employees: number | undefined
  readonly annualRevenue: number | undefined
  /** Whether it is marked as one to sell to; undefined when nobody said. */
  readonly named: boolean | undefined
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
