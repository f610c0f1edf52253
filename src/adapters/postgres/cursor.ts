import * as z from 'zod'
import { Refused } from '../../domain/failure.ts'
import { parsedJson } from '../../domain/parsed-json.ts'
import type { Page } from '../../ports/page.ts'

/**
 * Where a page ended, as one opaque word. Readers say in `schema` what their places are made of;
 * anything else is refused, so that a made-up cursor is the caller's fault and not a failed query.
 */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined
  const place = schema.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString()))
  if (place.success) return place.data
  throw new Refused('cursor-invalid', 'Not a cursor of this list')
}

/** The rows of a page, when one more than `limit` were read to see whether there is a next one. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => readonly unknown[],
  item: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const nextCursor =
    last === undefined ? null : Buffer.from(JSON.stringify(place(last))).toString('base64url')
  return { items: shown.map(item), nextCursor }
}

/** The place in a list that is ordered by id alone. */
export const IdPlace = z.tuple([z.uuid()])
