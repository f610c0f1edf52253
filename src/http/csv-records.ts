import { CsvError, type Parser } from 'csv-parse'
import { InvalidFields } from './invalid-fields.ts'

/** One record of a CSV file, with the number of the line it begins on, counted from 1. */
export type CsvRecord = { readonly line: number; readonly cells: readonly string[] }

/** What a parser with `info: true` reads. Rejects with `InvalidFields` that names the line. */
export async function* csvRecords(parser: Parser): AsyncGenerator<CsvRecord> {
  try {
    for await (const { record, info } of parser) {
      // Of a record over several lines the parser knows the last.
      const breaks = record.join('').split('\n').length - 1
      yield { line: info.lines - breaks, cells: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const field = 'lines' in error ? `line ${String(error.lines)}` : 'the file'
    const reason = 'a quotation mark stands where none can, or is never closed'
    throw new InvalidFields([{ field, reason }])
  }
}
