import type { Delivery } from '../../ports/intake.ts'
import type { CaptureRequest } from './source-kind.ts'
import { type SignatureScheme, verifySignature } from './verify-signature.ts'

/**
 * For vendors that sign only if they are given a secret. A source with a secret wants the signature.
 * One without is proved by the token in its path, which was checked before; with neither, nothing
 * proves a delivery, and it counts as forged.
 */
export function signedOrByToken(
  request: CaptureRequest,
  scheme: SignatureScheme,
): Delivery['verdict'] | 'forged' {
  const { secret, pathToken } = request.source
  if (secret === undefined && pathToken !== undefined) return 'unverified'
  return verifySignature(request, scheme)
}
