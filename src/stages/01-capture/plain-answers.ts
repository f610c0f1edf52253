import type { SourceKind } from './source-kind.ts'

/**
 * How most vendors want to be answered: exactly 200 and an empty object once the delivery is kept,
 * and an ordinary status when it failed, whose body they do not read.
 */
export const plainAnswers: Pick<SourceKind, 'accepted' | 'failed'> = {
  accepted: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }),
  failed: () => undefined,
}
