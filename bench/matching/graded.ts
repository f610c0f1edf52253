import type { Comparison } from '../../src/domain/matching/fellegi-sunter.ts'
import type { Row } from './labelled-records.ts'

/**
 * Compares one text of two rows by levels; a text that is empty is missing. Agreement on a rare text
 * says more, where its frequency is known.
 */
export function graded(
  field: string,
  levels: readonly string[],
  textOf: (row: Row) => string,
  levelOf: (a: string, b: string) => number,
): Comparison<Row> {
  return {
    field,
    levels,
    compare: (a, b) => {
      const [one, other] = [textOf(a), textOf(b)]
      return one === '' || other === '' ? undefined : levelOf(one, other)
    },
    frequency: { fromLevel: levels.length - 1, valueOf: (row) => textOf(row) || undefined },
  }
}
