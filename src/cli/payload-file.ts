import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { CommandFailed } from './command.ts'
import type { RawRequest } from './product.ts'

/** The content type of a form without files. */
export const FORM = 'application/x-www-form-urlencoded'

/** What the extension of a file says about it. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.form': FORM,
}

/** The bytes of a file. Fails with `CommandFailed` when it cannot be read. */
export async function payloadBytes(file: string): Promise<Uint8Array> {
  return readFile(file).catch(() => {
    throw new CommandFailed(`${file} cannot be read.`)
  })
}

/**
 * A file as its source would post it. What its extension does not say is seen from its beginning:
 * JSON, a body with parts and the boundary they are separated by, a page, or else a form.
 */
export async function payloadFile(
  file: string,
  contentType: string | undefined,
): Promise<RawRequest> {
  const body = await payloadBytes(file)
  const known = contentType ?? CONTENT_TYPES[extname(file).toLowerCase()]
  return { contentType: known ?? contentTypeOf(body), body }
}

function contentTypeOf(body: Uint8Array): string {
  const start = Buffer.from(body.subarray(0, 300)).toString('latin1')
  const boundary = /^--([^\r\n]{1,200})\r?\ncontent-disposition:/i.exec(start)?.[1]
  if (boundary !== undefined) return `multipart/form-data; boundary=${boundary}`
  // A page with a form in it, which is nothing that a source posts.
  if (/^\s*</.test(start)) return 'text/html'
  return /^\s*[[{]/.test(start) ? 'application/json' : FORM
}
