import type { Delivery } from '../../ports/intake.ts'
import { sameSecret } from './same-secret.ts'
import type { CaptureRequest } from './source-kind.ts'

/**
 * For senders that cannot sign. A source with a secret wants it as a key in the header `x-api-key`,
 * or in `authorization` as a bearer token. One without is proved by the token in its path, which
 * was checked before; with neither, nothing proves a delivery, and it counts as forged.
 */
export function proveByKey({
  source,
  secrets,
  headers,
}: CaptureRequest): Delivery['verdict'] | 'forged' {
  if (source.secret === undefined) return source.pathToken === undefined ? 'forged' : 'unverified'
  const bearer = /^bearer\s+(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1]
  return sameSecret(headers['x-api-key'] ?? bearer, secrets) ? 'authentic' : 'forged'
}
