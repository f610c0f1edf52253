import type { Assignment } from '../domain/assignment.ts'
import type { Contact } from '../domain/contact.ts'
import type { PoolPick } from '../domain/explanation.ts'
import type { LeadId, RepId } from '../domain/ids.ts'
import type { RecordedEvent, TaskRecord } from '../domain/journey.ts'
import type { Lead, LeadState } from '../domain/lead.ts'
import type { CreditEntry } from '../domain/ledger.ts'
import type { DeadLetter } from './dead-letters.ts'
import type { AlertRecord } from './notification-inbox.ts'
import type { Page, PageRequest } from './page.ts'

/** Which leads to list. Absent filters let everything through. */
export type LeadQuery = PageRequest & {
  readonly state?: LeadState | undefined
  readonly repId?: RepId | undefined
  readonly sourceKey?: string | undefined
}

/** A lead without its parts: nothing in it is personal. */
export type LeadRow = Omit<Lead, 'parts'> & {
  /** How often the source sent it again. */
  readonly redeliveries: number
}

/** One lead with all that belongs to it. */
export type LeadFile = {
  readonly lead: Lead & { readonly redeliveries: number }
  readonly contact: Contact | undefined
  /** Oldest first; at most one is active. */
  readonly assignments: readonly (Assignment & { readonly endedAt: Date | undefined })[]
  /** Work on this lead that was given up and not set going again. */
  readonly deadLetters: readonly DeadLetter[]
}

/** What happened to one lead, and what its followers made of it. */
export type LeadHistory = {
  /** Oldest first. */
  readonly events: readonly RecordedEvent[]
  readonly tasks: readonly TaskRecord[]
  readonly alerts: readonly AlertRecord[]
  /** The turns that picked a rep for this lead, oldest first. */
  readonly picks: readonly PoolPick[]
  /** What else ledgers say because of it, such as the refund of a turn; oldest first. */
  readonly creditChanges: readonly CreditEntry[]
}

/** Reads leads for people. What it shows was committed before it was asked; it changes nothing. */
export type LeadReader = {
  /** Latest received first. */
  list(query: LeadQuery): Promise<Page<LeadRow>>
  /** The latest received, at most so many, with all that is known of them. */
  latestWhole(limit: number): Promise<readonly Lead[]>
  /** Undefined when there is no such lead. */
  find(id: LeadId): Promise<LeadFile | undefined>
  /** Empty lists when there is no such lead. */
  history(id: LeadId): Promise<LeadHistory>
}
