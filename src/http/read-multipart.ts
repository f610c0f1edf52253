import { Busboy } from '@fastify/busboy'
import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import { multipartBoundary } from '../stages/01-capture/multipart-boundary.ts'
import { namedValues } from './named-values.ts'

/** More than any form has; a body of empty parts alone would hold up everybody for a second. */
const MOST_PARTS = 2_000
const LIMITS = { fieldNameSize: 1_000, headerPairs: 50 }

/**
 * The text parts of a `multipart/form-data` body by name. Of a file only the name is told: its
 * bytes stay in the delivery, and may be any. Refuses with `body-not-multipart` what cannot be
 * read, and with `body-not-utf8` texts that are not UTF-8.
 */
export function readMultipart(bytes: Uint8Array, contentType: string): Promise<BodyTree> {
  const values: [string, string][] = []
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) =>
      reject(new Refused('body-not-multipart', 'The multipart body cannot be read', { cause }))
    if (hasTooManyParts(bytes, contentType)) return refuse('too many parts')
    const parser = openParser(contentType, refuse)
    if (parser === undefined) return
    const isAsSent = unreplaced(bytes)
    const keep = (name: string, value: string) => {
      if (isAsSent(name) && isAsSent(value)) values.push([name, value])
      else reject(new Refused('body-not-utf8', 'A text of the multipart body is not UTF-8'))
    }
    parser.on('field', keep)
    parser.on('file', (name, content, fileName) => {
      content.resume()
      if (fileName) keep(name, fileName)
    })
    parser.once('error', refuse)
    parser.once('finish', () => resolve(namedValues(values)))
    parser.end(bytes)
  })
}

/** The parser throws at once for a content type without a boundary. */
function openParser(contentType: string, refuse: (cause: unknown) => void) {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch (cause) {
    refuse(cause)
    return undefined
  }
}

/**
 * Tells texts, in the order of the body, from those in which the parser replaced what was not
 * UTF-8: of these the body does not have the bytes. It reads on from where the last was found, so
 * that all together take no longer than one look at the body.
 */
function unreplaced(bytes: Uint8Array): (text: string | undefined) => boolean {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let from = 0
  return (text) => {
    if (!text?.includes('\uFFFD')) return true
    const at = body.indexOf(text, from)
    from = Math.max(from, at)
    return at >= 0
  }
}

/** Counts separators, which is quick, before the parser looks at each part, which is not. */
function hasTooManyParts(bytes: Uint8Array, contentType: string): boolean {
  const boundary = multipartBoundary(contentType)
  if (boundary === undefined) return false
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let count = 0
  for (let at = buffer.indexOf(boundary); at >= 0 && count <= MOST_PARTS; count += 1) {
    at = buffer.indexOf(boundary, at + boundary.length)
  }
  return count > MOST_PARTS
}
