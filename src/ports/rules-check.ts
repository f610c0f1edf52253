import type { Documents } from '../domain/documents/documents.ts'
import type { RulesContext } from '../domain/rules-check/check-rules.ts'
import type { Finding } from '../domain/rules-check/finding.ts'

/** Looks rules through for what is probably not meant, beside the work of the process. */
export type RulesCheck = {
  check(
    documents: Documents,
    context: RulesContext,
    signal: AbortSignal,
  ): Promise<readonly Finding[]>
}
