import { instead } from '../closest-name.ts'
import { impossibleIn } from './field-values.ts'
import type { Finding } from './finding.ts'
import type { Rules } from './territories.ts'

/**
 * What a rule asks for although no lead can have it: a tier or a day there is not, which can only be a
 * slip, or a source that is not configured, which may have been taken out since.
 */
export function impossibleValues(
  { id, index, shape }: Rules['rules'][number],
  { closed }: Rules,
): readonly Finding[] {
  return impossibleIn(shape, closed).map(({ field, value, known }) => ({
    code: 'impossible-value',
    level: field in closed ? 'warning' : 'error',
    path: ['rules', index, 'when'],
    message: `\`${id}\` asks whether \`${field}\` is \`${value}\`, which it never is${instead(value, known)}`,
  }))
}
