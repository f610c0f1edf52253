import type { NameFor } from '../attribution.ts'
import type { Configuration } from '../documents/documents.ts'

/** What does not change while a history is gone through. */
export type Lookups = {
  /** The documents of a revision. Fails for one that was not loaded. */
  configuration(revision: number): Configuration
  /** The names of adverts as they were known at that moment. */
  nameFor(configuration: Configuration, at: Date): NameFor
}
