import { Busboy } from '@fastify/busboy'
import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import { multipartBoundary } from '../stages/01-capture/multipart-boundary.ts'
import { namedValues } from './named-values.ts'

/** More than any form has; a body of empty parts alone would hold up everybody for a second. */
const MOST_PARTS = 2_000
const LIMITS = { fieldNameSize: 1_000, headerPairs: 50 }

type Part = readonly [name: string, value: string]

/**
 * The text parts of a `multipart/form-data` body by name; those without any share an empty one. Of a
 * file only the name is told: its bytes stay in the delivery, and may be any. Rejects with
 * `body-not-multipart` for what cannot be read, and with `body-not-utf8` for texts that are not UTF-8.
 */
export async function readMultipart(bytes: Uint8Array, contentType: string): Promise<BodyTree> {
  if (hasTooManyParts(bytes, contentType)) throw notMultipart('too many parts')
  const parts = await partsIn(bytes, contentType)
  const isAsSent = unreplaced(bytes)
  if (!parts.flat().every(isAsSent)) {
    throw new Refused('body-not-utf8', 'A text of the multipart body is not UTF-8')
  }
  return namedValues(parts)
}

const notMultipart = (cause: unknown) =>
  new Refused('body-not-multipart', 'The multipart body cannot be read', { cause })

/** Nothing but collecting is done while the parser calls: what is thrown there ends the process. */
function partsIn(bytes: Uint8Array, contentType: string): Promise<Part[]> {
  const parts: Part[] = []
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) => reject(notMultipart(cause))
    const parser = openParser(contentType, refuse)
    // Parts without a name have `undefined` for it, whatever the types say.
    parser?.on('field', (name: string | undefined, value) => parts.push([name ?? '', value]))
    parser?.on('file', (name: string | undefined, content, fileName) => {
      content.on('error', refuse).resume()
      if (fileName) parts.push([name ?? '', fileName])
    })
    parser?.on('error', refuse)
    parser?.once('finish', () => resolve(parts))
    parser?.end(bytes)
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
function unreplaced(bytes: Uint8Array): (text: string) => boolean {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let from = 0
  return (text) => {
    if (!text.includes('\uFFFD')) return true
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
