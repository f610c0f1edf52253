import { createHash } from 'node:crypto'
import type { LeadForm } from '../../domain/lead-form.ts'
import { multipartBoundary } from './multipart-boundary.ts'
import type { CaptureRequest, DedupeKeys } from './source-kind.ts'

/** An equal body counts as sent again for this long. */
const SLOT_MS = 10 * 60_000
/** Longer ids are hashed: an index entry of PostgreSQL holds about 2,700 bytes. */
const LONGEST_ID = 200

/** The key of a lead that its source names. */
export const idKey = (id: string) => `id:${id.length > LONGEST_ID ? sha256(id) : id}`

/**
 * The key of one of several leads that bear one id at their source. Taking back the lead under the
 * id takes back all of them, so the id stays readable however long the rest is.
 */
export function idPartKey(id: string, part: string): string {
  const isLong = `${id}:${part}`.length > LONGEST_ID
  return `${idKey(id)}:${isLong ? sha256(part) : part}`
}

/** The key of a lead whose sender made up an id; hashed, because people put anything there. */
export const senderKey = (id: string) => `key:${sha256(id)}`

/**
 * The keys of what a page submits: the id that the page made for the submission, as a header or a
 * field; without one, or with a blank one, the body within ten minutes.
 */
export function submissionKeys({ sourceLeadId }: LeadForm, request: CaptureRequest): DedupeKeys {
  const id = request.headers['idempotency-key']?.trim() || sourceLeadId
  return id === undefined ? bodyKeys(request) : { dedupeKey: senderKey(id) }
}

/**
 * The keys of a lead without any id: a hash of content type and body, in slots of ten minutes, of
 * which the one before counts too. The boundary of a multipart body is left out of the hash,
 * because browsers make a new one each time.
 */
export function bodyKeys({ contentType, bytes, receivedAt }: CaptureRequest): DedupeKeys {
  const text = Buffer.from(bytes).toString('latin1')
  const mediaType = contentType.split(';', 1)[0]
  const hash = sha256(`${mediaType}\n${without(multipartBoundary(contentType), text)}`)
  const slot = Math.floor(receivedAt.getTime() / SLOT_MS)
  return { dedupeKey: `body:${slot}:${hash}`, previousDedupeKey: `body:${slot - 1}:${hash}` }
}

function without(boundary: string | undefined, text: string): string {
  return boundary === undefined ? text : text.replaceAll(boundary, '')
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
