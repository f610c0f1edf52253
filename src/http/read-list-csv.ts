import { pipeline, Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { parse } from 'csv-parse'
import type { LineProblem } from '../domain/accounts/account-line.ts'
import { thereIsNo } from '../domain/closest-name.ts'
import { Refused } from '../domain/failure.ts'
import { listedValue } from '../domain/segments/listed-value.ts'
import { type CsvRecord, csvRecords } from './csv-records.ts'
import { InvalidFields } from './invalid-fields.ts'

/** After so many lines whoever else waits for this process has a turn: a few ms of work. */
const AT_ONCE = 500
/** As many as a list may have; a line more and the file is refused. */
const MOST_LINES = 1_000_000
/** In bytes: 64 MiB. */
const FILE_LIMIT = 67_108_864
/** Longer than any postal code, domain or name; the database finds longer texts by no key. */
const LONGEST_VALUE = 500
/** So many problems are told; whoever has more mends these first. */
const MOST_PROBLEMS = 1_000

/** What a file of a list holds. */
export type ReadList = {
  /** As leads are looked up by them, each once, in the order of the file. */
  readonly values: readonly string[]
  readonly lines: number
}

/**
 * Reads the file of a list as it arrives: CSV in UTF-8 whose first line names its columns. The values
 * stand in the column asked for; else in the one that is called `value` or like the field, which
 * keeps the first value of a file without such a line from being taken for a name. Rejects with
 * `InvalidFields`, which names line and column of each problem, with `body-not-utf8`, and with
 * `list-too-long`.
 */
export async function readListCsv(
  bytes: Readable,
  { field, column }: { readonly field: string; readonly column: string | undefined },
): Promise<ReadList> {
  const read: Reading = { field, column: undefined, values: new Set(), problems: [], lines: 0 }
  for await (const record of recordsOf(bytes)) {
    if (read.column === undefined) read.column = columnIn(record.cells, field, column)
    else takeLine(record, read.column, read)
    if (read.problems.length >= MOST_PROBLEMS) break
    if (read.lines % AT_ONCE === 0) await setImmediate()
  }
  const { values, problems, lines } = read
  if (read.column === undefined) throw notOurs('line 1', 'the file is empty')
  if (problems.length > 0) throw new InvalidFields(problems.map(asField))
  if (lines === 0) throw notOurs('line 2', 'there are no values; to take a list away, delete it')
  return { values: [...values], lines }
}

type Reading = {
  readonly field: string
  column: Column | undefined
  readonly values: Set<string>
  readonly problems: LineProblem[]
  lines: number
}

function takeLine({ line, cells }: CsvRecord, column: Column, read: Reading): void {
  read.lines += 1
  if (read.lines > MOST_LINES) throw new Refused('list-too-long', `More than ${MOST_LINES} lines`)
  const cell = readCell(cells, column, read.field)
  if ('value' in cell) read.values.add(cell.value)
  else read.problems.push({ line, reason: cell.reason })
}

const asField = ({ line, reason }: LineProblem) => ({ field: `line ${line}`, reason })

function recordsOf(bytes: Readable): AsyncGenerator<CsvRecord> {
  const parser = parse({
    ...{ delimiter: [',', ';', '\t'], bom: true, info: true },
    ...{ relax_column_count: true, skip_empty_lines: true },
  })
  // What goes wrong before the parser shows in reading from it.
  pipeline(Readable.from(textIn(bytes)), parser, () => undefined)
  return csvRecords(parser)
}

type Decoder = InstanceType<typeof TextDecoder>

/** Leaves the request open for an answer when reading ends early. */
async function* textIn(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  for await (const chunk of bytes.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > FILE_LIMIT) throw new Refused('list-too-long', `More than ${FILE_LIMIT} bytes`)
    yield decoded(decoder, chunk)
  }
  yield decoded(decoder)
}

function decoded(decoder: Decoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined })
  } catch (cause) {
    throw new Refused('body-not-utf8', 'The file is not UTF-8', { cause })
  }
}

const notOurs = (field: string, reason: string) => new InvalidFields([{ field, reason }])

type Column = { readonly name: string; readonly place: number; readonly count: number }

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')

function columnIn(cells: readonly string[], field: string, asked: string | undefined): Column {
  const usual = ['value', field.split('.').at(-1) ?? field]
  const names = cells.map((cell) => cell.trim())
  const wanted = (asked === undefined ? usual : [asked]).map(plain)
  const place = names.findIndex((name) => wanted.includes(plain(name)))
  if (place >= 0) return { name: names[place] ?? '', place, count: names.length }
  if (asked !== undefined) throw notOurs('line 1', thereIsNo('column', asked, names))
  const reason = `the first line names the columns; call one \`${usual.join('` or `')}\`, or say which one by \`column\``
  throw notOurs('line 1', reason)
}

function readCell(
  cells: readonly string[],
  { name, place, count }: Column,
  field: string,
): { readonly value: string } | { readonly reason: string } {
  if (cells.length !== count) {
    return { reason: `${cells.length} cells, but the first line names ${count} columns` }
  }
  const written = cells[place]?.trim() ?? ''
  if (written === '') return { reason: `${name}: blank` }
  if (written.length > LONGEST_VALUE) {
    return { reason: `${name}: more than ${LONGEST_VALUE} characters` }
  }
  const value = listedValue(field, written)
  return value === undefined ? { reason: `${name}: no value of \`${field}\`` } : { value }
}
