import type { ContactId, ErasureId, LeadId } from '../domain/ids.ts'
import type { Delivery } from './intake.ts'

/** Whom a request is about: by a normalised address or number, or by the contact's id. */
export type PersonQuery =
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly contactId: ContactId }

/** How many rows of one place hold something of a person. */
export type ErasedPlace = { readonly place: string; readonly rows: number }

/** A record a vendor keeps, which is not ours to delete. */
export type VendorRecord = { readonly crm: string; readonly recordId: string }

/** How far erasing a person reaches. Nothing in it is personal. */
export type Reach = {
  readonly contactIds: readonly ContactId[]
  readonly leadIds: readonly LeadId[]
  readonly places: readonly ErasedPlace[]
  /** What is left at vendors. */
  readonly remains: readonly VendorRecord[]
}

/** An erasure that was carried out; without an id when there was nothing to erase. */
export type Erasure = Reach & { readonly id: ErasureId | undefined }

/** Everything that is held about a person, by the place it stands in. */
export type PersonFile = {
  readonly contactIds: readonly ContactId[]
  readonly leadIds: readonly LeadId[]
  readonly places: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/**
 * All that is held about a person, wherever it stands. Rejects with `Refused` (`person-ambiguous`)
 * for a key that several persons share, and with `Unavailable` (`database-down`).
 */
export type PersonRegister = {
  /** What erasing would reach. Changes nothing. */
  reach(query: PersonQuery): Promise<Reach>
  /** Everything we hold; empty when we hold nothing. */
  export(query: PersonQuery): Promise<PersonFile>
  /**
   * Erases the person everywhere at once, ends what is under way for their leads, and keeps a mark
   * by which their deliveries are known when they come again. Events, ledgers and figures stay,
   * without anything personal. Asked again it finds nothing.
   */
  erase(query: PersonQuery, requestedBy: string): Promise<Erasure>
  /** Erases one lead that was taken back at its source, and its contact when it has no other. */
  withdraw(leadId: LeadId): Promise<void>
  /**
   * Erases once more what somebody wrote who had begun before, and forgets the keys of the leads.
   * To be done when nothing that began before the erasure can still run.
   */
  finish(id: ErasureId): Promise<void>
}

/** A delivery as it is stored. */
export type StoredDelivery = Omit<Delivery, 'verdict' | 'notices'>

/**
 * The delivery's body without what belongs to the leads of these dedupe keys, as JSON; undefined
 * when it cannot be told what belongs to whom.
 */
export type WithoutLeads = (
  delivery: StoredDelivery,
  dedupeKeys: readonly string[],
) => Promise<Uint8Array | undefined>
