import type { Source } from '../domain/documents/sources.ts'
import type { StoredDelivery } from '../ports/person-register.ts'
import { keptParameters } from '../stages/01-capture/kept-address.ts'
import type { CaptureRequest } from '../stages/01-capture/source-kind.ts'
import { bodyIn } from './body-in.ts'

/**
 * A stored delivery as the request it came with, but for what proved it, which was judged then.
 */
export async function storedRequest(
  { sourceKey, receivedAt, contentType, headers, body: bytes }: StoredDelivery,
  source: Source,
): Promise<CaptureRequest> {
  return {
    source,
    secrets: [],
    verifyTokens: [],
    path: { token: undefined, good: [] },
    receivedAt,
    method: 'POST',
    // The rest of the address only a signature covers, and that was judged when it came.
    url: `https://stored.invalid/v1/capture/${sourceKey}${keptParameters(headers)}`,
    contentType,
    headers,
    bytes,
    ...(await bodyIn(bytes, contentType)),
  }
}
