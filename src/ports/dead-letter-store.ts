import type { LeadId, TaskId } from '../domain/ids.ts'

/** Work that was tried too often, with the last reason. */
export type GivenUpWork = {
  readonly queue: string
  readonly leadId: LeadId
  readonly taskId?: TaskId
  readonly attempts: number
  /** For operators; free of personal data. */
  readonly failure: string
}

/** Keeps what nobody could finish, until a person has looked and sets it going again. */
export type DeadLetterStore = {
  /** Keeps one letter for the same work at a time, so that burying twice is burying once. */
  bury(work: GivenUpWork): Promise<void>
}
