import type { Path } from '../document-references.ts'
import type { GivenFacts } from '../facts-given.ts'
import type { LeadId } from '../ids.ts'

/** What kind of thing was found about the rules. */
export type FindingCode =
  | 'never-true'
  | 'impossible-value'
  | 'unreachable'
  | 'overlap'
  | 'gap'
  | 'often-unknown'
  | 'list-missing'
  | 'ends-in-nobody'
  | 'nobody-there'
  | 'target-left'
  | 'too-many'

/** A lead as rules see it, by field; null stands for what it does not have. */
export type WitnessLead = GivenFacts

/**
 * One thing about the rules that is probably not meant. An `error` can never be meant, a
 * `warning` wakes or loses somebody, a `note` is good to know. `at` is when it will show next.
 */
export type Finding = {
  readonly code: FindingCode
  readonly level: 'error' | 'warning' | 'note'
  /** In the `routing` document. */
  readonly path: Path
  readonly message: string
  /** A lead that shows it; fields it does not name may be anything. */
  readonly witness?: WitnessLead | undefined
  /** A past lead that shows it. */
  readonly leadId?: LeadId | undefined
  readonly at?: Date | undefined
}
