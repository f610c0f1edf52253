import type { LeadId, TaskId } from '../domain/ids.ts'
import type { Page, PageRequest } from './page.ts'

/** Work that was tried too often and given up. */
export type DeadLetter = {
  readonly id: string
  readonly queue: string
  readonly leadId: LeadId
  /** Set when it was a follower's task; otherwise the lead itself stopped travelling. */
  readonly taskId: TaskId | undefined
  readonly attempts: number
  /** The code of the last failure. */
  readonly failure: string
  readonly createdAt: Date
  readonly redrivenAt: Date | undefined
}

/** Given-up work, and the way to set it going again. */
export type DeadLetters = {
  /** Those not redriven yet, latest first. */
  list(page: PageRequest): Promise<Page<DeadLetter>>

  /**
   * Sets these going again, or all of them without `ids`, each with its job in one transaction.
   * Resolves with those redriven now; one that was redriven before, or is unknown, is passed over,
   * so calling twice or at once starts nothing twice.
   */
  redrive(ids?: readonly string[]): Promise<readonly DeadLetter[]>
}
