import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { parse } from 'csv-parse'
import {
  ACCOUNT_COLUMNS,
  type AccountCells,
  type AccountColumn,
} from '../domain/accounts/account-columns.ts'
import type { AccountLine, LineProblem } from '../domain/accounts/account-line.ts'
import { type LineReader, readAccountLine } from '../domain/accounts/read-account-line.ts'
import { closestName } from '../domain/closest-name.ts'
import { Refused } from '../domain/failure.ts'
import { type CsvRecord, csvRecords } from './csv-records.ts'
import { InvalidFields } from './invalid-fields.ts'

/** After so many lines whoever else waits for this process has a turn: a few ms of work. */
const AT_ONCE = 200
/** The parser works off what it is given without a pause. */
const SLICE = 16_384

/** The lines of a file that can be understood, and what is wrong with the others. */
export type ReadFile = {
  readonly lines: readonly AccountLine[]
  readonly problems: readonly LineProblem[]
}

/**
 * Reads a file of accounts: CSV in UTF-8 whose first line names the columns, with commas, semicolons
 * or tabs between them. Rejects with `body-not-utf8`, and with `InvalidFields` for a file of which not
 * even the lines can be told, or with a column nobody knows.
 */
export async function readAccountsCsv(bytes: Buffer, reader: LineReader): Promise<ReadFile> {
  const lines: AccountLine[] = []
  const problems: LineProblem[] = []
  let columns: readonly AccountColumn[] | undefined
  let seen = 0
  for await (const { line, cells } of recordsOf(textOf(bytes))) {
    if (columns === undefined) {
      columns = columnsIn(cells)
      continue
    }
    const read = readCells(line, cells, columns, reader)
    if ('change' in read) lines.push(read)
    else problems.push(...read)
    seen += 1
    if (seen % AT_ONCE === 0) await setImmediate()
  }
  if (columns === undefined) throw notOurs('line 1', 'the file is empty')
  return { lines, problems }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Refused('body-not-utf8', 'The file is not UTF-8', { cause })
  }
}

function recordsOf(text: string): AsyncGenerator<CsvRecord> {
  const slices = Array.from({ length: Math.ceil(text.length / SLICE) }, (_, place) =>
    text.slice(place * SLICE, (place + 1) * SLICE),
  )
  const parser = Readable.from(slices).pipe(
    parse({
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  )
  return csvRecords(parser)
}

/** What stands most often in the line of the column names. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n', 1)
  const counts = [',', ';', '\t'].map((one) => [one, first.split(one).length] as const)
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

const notOurs = (field: string, reason: string) => new InvalidFields([{ field, reason }])

function columnsIn(cells: readonly string[]): AccountColumn[] {
  const names = cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const wrong = names.flatMap((name, place) => {
    if (names.indexOf(name) !== place)
      return { field: 'line 1', reason: `\`${name}\` stands twice` }
    if (isColumn(name)) return []
    const meant = closestName(name, ACCOUNT_COLUMNS)
    const hint = meant ? `did you mean \`${meant}\`?` : `there are ${ACCOUNT_COLUMNS.join(', ')}`
    return { field: 'line 1', reason: `there is no column \`${name}\`; ${hint}` }
  })
  if (wrong.length > 0) throw new InvalidFields(wrong)
  return names.filter(isColumn)
}

const isColumn = (name: string): name is AccountColumn =>
  (ACCOUNT_COLUMNS as readonly string[]).includes(name)

function readCells(
  line: number,
  cells: readonly string[],
  columns: readonly AccountColumn[],
  reader: LineReader,
): AccountLine | readonly LineProblem[] {
  if (cells.length !== columns.length) {
    const reason = `${cells.length} cells, but the first line names ${columns.length} columns`
    return [{ line, reason }]
  }
  const byColumn = columns.map((column, place) => [column, cells[place] ?? ''])
  return readAccountLine(line, Object.fromEntries(byColumn) as AccountCells, reader)
}
