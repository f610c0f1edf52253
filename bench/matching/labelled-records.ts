import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** A row of a labelled set, by column. */
export type Row = Readonly<Record<string, string>>

/** Development data beside the repository; the product never needs them. */
const FOLDERS = ['../shared/samples/matching', '../../shared/samples/matching']

/** The rows of a file of the development data; undefined where they are not there. */
export function labelledRows(file: string): readonly Row[] | undefined {
  const path = FOLDERS.map((folder) => join(import.meta.dirname, '../..', folder, file)).find(
    existsSync,
  )
  if (path === undefined) return undefined
  return parse(readFileSync(path, 'utf8'), { columns: true, trim: true, skip_empty_lines: true })
}
