import { type BodyTree, scalarText } from '../../domain/body-tree.ts'
import { moment } from './moment.ts'

/** A count since 1970, or ISO 8601 with an offset; anything else is of no known time zone. */
const UNDERSTOOD = /^\d{9,16}$|^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i
const EARLIEST = Date.UTC(2000, 0)
const LATEST = Date.UTC(2100, 0)

/** When a message was written, as its sender says it; undefined for what cannot be a time. */
export function messageTime(value: BodyTree | undefined): Date | undefined {
  const text = scalarText(value ?? null)
  const iso = text !== undefined && UNDERSTOOD.test(text) ? moment(text) : undefined
  const at = iso === undefined ? undefined : new Date(iso)
  return at !== undefined && at.getTime() >= EARLIEST && at.getTime() < LATEST ? at : undefined
}
