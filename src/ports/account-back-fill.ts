import type { CompanyValues } from '../domain/accounts/back-fill.ts'

/** One company as a CRM has it now, read as the book writes it. */
export type SeenCompany = {
  readonly recordId: string
  readonly values: CompanyValues
  readonly parentRecordId: string | undefined
}

/** What became of a page of companies. */
export type PageOutcome = {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Values that were changed here as well, and stay. */
  readonly kept: number
  /** Companies without a name, or that could be several accounts. */
  readonly skipped: number
}

/** Keeps what a CRM says of accounts, and how far it was read. All reject with `Unavailable`. */
export type AccountBackFill = {
  /** Where the next page begins; undefined at the beginning. */
  place(crm: string): Promise<string | undefined>
  /**
   * Takes in a page and remembers that it goes on at `next`, in one transaction: the same page once
   * more changes nothing. After the last, whose `next` is undefined, parents are set.
   */
  take(
    crm: string,
    companies: readonly SeenCompany[],
    next: string | undefined,
  ): Promise<PageOutcome>
}
