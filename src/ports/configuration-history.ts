import type { Configuration } from '../domain/documents/documents.ts'
import type { Page, PageRequest } from './page.ts'

/** One revision without its documents. */
export type RevisionRow = {
  readonly revision: number
  readonly appliedAt: Date
  readonly appliedBy: string
  /** Why, in the words of whoever made it. */
  readonly message: string | undefined
  /** The draft that was published. */
  readonly draft: number | undefined
  /** The revision whose documents were brought back. */
  readonly restores: number | undefined
}

/** Which configuration was active when, who applied it, and why. */
export type ConfigurationHistory = {
  /** Latest first. */
  list(page: PageRequest): Promise<Page<RevisionRow>>
  /** The documents of one revision; undefined when there is none of that number. */
  find(revision: number): Promise<Configuration | undefined>
  /** The active revision as it is at this moment. Rejects with `Unavailable` before the first. */
  latest(): Promise<Configuration>
  /** The one that was active before this one; undefined for the first. */
  before(revision: number): Promise<Configuration | undefined>
  /** Those after a revision, oldest first, at most 20: who published meanwhile. */
  since(revision: number): Promise<readonly RevisionRow[]>
}
