import { jsonAnswer } from './json-answer.ts'
import type { SourceKind } from './source-kind.ts'

/**
 * How most vendors want to be answered: exactly 200 and an empty object once the delivery is kept,
 * and an ordinary status when it failed, whose body they do not read.
 */
export const plainAnswers: Pick<SourceKind, 'accepted' | 'failed'> = {
  accepted: () => jsonAnswer(200),
  failed: () => undefined,
}
