import { join } from 'node:path'
import { payloadFile } from '../../src/cli/payload-file.ts'
import { readBody } from '../../src/http/read-body.ts'
import type { CaptureRequest } from '../../src/stages/01-capture/source-kind.ts'
import { aCaptureRequest } from './a-capture-request.ts'

const EXAMPLES = join(import.meta.dirname, '../../docs/examples')

/** A file of `docs/examples` as its vendor would post it. */
export async function exampleDelivery(
  file: string,
  given: Partial<CaptureRequest> = {},
): Promise<CaptureRequest> {
  const payload = await payloadFile(join(EXAMPLES, file), undefined)
  const { contentType } = payload
  const bytes = Buffer.from(payload.body)
  const body = await readBody(bytes, contentType)
  return aCaptureRequest({ bytes, contentType, body, ...given })
}
