import type { Page, PageRequest } from './page.ts'

/** One revision without its documents. */
export type RevisionRow = {
  readonly revision: number
  readonly appliedAt: Date
  readonly appliedBy: string
}

/** Which configuration was active when, and who applied it. */
export type ConfigurationHistory = {
  /** Latest first. */
  list(page: PageRequest): Promise<Page<RevisionRow>>
}
