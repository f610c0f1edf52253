import { isUtf8 } from 'node:buffer'
import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import { namedValues } from './named-values.ts'
import { readJson } from './read-json.ts'
import { readMultipart } from './read-multipart.ts'

/**
 * What a request body says, by its content type: JSON (as `text/plain` too, which is what
 * `navigator.sendBeacon` sends), a form, or a form with files.
 *
 * Rejects with `Refused`: `content-type-unsupported`, or what is wrong with the body.
 */
export async function readBody(bytes: Uint8Array, contentType: string): Promise<BodyTree> {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (isJson(mediaType)) return readJson(bytes)
  if (mediaType === 'multipart/form-data') return readMultipart(bytes, contentType)
  if (mediaType === 'application/x-www-form-urlencoded') {
    return readUrlencoded(bytes)
  }
  throw new Refused('content-type-unsupported', 'The content type is not one we read')
}

/** Refuses with `body-not-utf8` what is not UTF-8, be it as bytes or escaped with `%`. */
function readUrlencoded(bytes: Uint8Array): BodyTree {
  if (!isUtf8(bytes) || !isUtf8(unescaped(bytes))) {
    throw new Refused('body-not-utf8', 'The form is not UTF-8')
  }
  return namedValues(new URLSearchParams(new TextDecoder().decode(bytes)))
}

function unescaped(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const byteOf = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))
  return Buffer.from(text.replace(/%([\da-f]{2})/gi, byteOf), 'latin1')
}

const isJson = (mediaType: string) =>
  /^application\/(json|[\w.-]+\+json)$/.test(mediaType) || mediaType === 'text/plain'
