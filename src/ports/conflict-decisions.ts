import type { ContactId } from '../domain/ids.ts'
import type { CrmFields } from './crm.ts'

/** What a person decided about fields on which we and a CRM disagree. */
export type ConflictDecision = {
  readonly resolution: 'keep-ours' | 'keep-theirs'
  readonly fields: readonly (keyof CrmFields)[]
  readonly decidedAt: Date
  /** The contact whose record it is about; it may have been joined into another since. */
  readonly contactId: ContactId | undefined
}

/** Decisions on CRM conflicts, by their review item. */
export type ConflictDecisions = {
  /** Undefined while nobody has decided, and for an item that is no CRM conflict. */
  read(reviewItemId: string): Promise<ConflictDecision | undefined>
  /** The fields of a contact about which a person has been asked and has not decided yet. */
  undecided(contactId: ContactId): Promise<ReadonlySet<keyof CrmFields>>
}
