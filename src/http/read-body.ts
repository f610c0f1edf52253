import { Refused } from '../domain/failure.ts'
import type { BodyTree } from '../stages/01-capture/body-tree.ts'
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
    return namedValues(new URLSearchParams(new TextDecoder().decode(bytes)))
  }
  throw new Refused('content-type-unsupported', 'The content type is not one we read')
}

const isJson = (mediaType: string) =>
  /^application\/(json|[\w.-]+\+json)$/.test(mediaType) || mediaType === 'text/plain'
