import type { Documents } from '../domain/documents/documents.ts'
import type { Finding } from '../domain/rules-check/finding.ts'
import type { PastLead } from '../domain/rules-check/territories.ts'

/** Looks rules through for what is probably not meant, beside the work of the process. */
export type RulesCheck = {
  /** `now` begins the week whose calendars are looked at. */
  check(
    documents: Documents,
    past: readonly PastLead[],
    now: Date,
    signal: AbortSignal,
  ): Promise<readonly Finding[]>
}
