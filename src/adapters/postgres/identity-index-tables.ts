import type { Generated } from 'kysely'
import type { ContactId } from '../../domain/ids.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import type { Json } from './work-tables.ts'

/** Facts, or that nothing is left of a contact. */
export type StoredFacts = PersonFacts | { readonly emails?: undefined }

/** Undefined when nothing is left. */
export const factsFrom = (stored: StoredFacts): PersonFacts | undefined =>
  stored.emails === undefined ? undefined : stored

/** The tables by which contacts are found that may be one person. */
export type IdentityIndexTables = {
  contactIndex: {
    contactId: ContactId
    facts: Json<StoredFacts>
    keys: string[]
    scheme: number
    at: Generated<Date>
    txid: Generated<string>
  }
  contactKeys: { key: string; contactId: ContactId }
  contactIndexProgress: {
    onlyOne: Generated<boolean>
    scheme: number
    place: ContactId
    contacts: number
    epoch: number
    startedAt: Date | null
    finishedAt: Date | null
  }
}
