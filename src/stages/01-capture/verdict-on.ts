import type { Delivery } from '../../ports/intake.ts'
import { sameSecret } from './same-secret.ts'
import type { CaptureRequest, SourceKind } from './source-kind.ts'

/**
 * Whether a delivery is authentic, by the token in its path, if the source has one, and by what its
 * kind asks for. A kind without a proof of its own is proved by the token alone.
 */
export function verdictOn(
  request: CaptureRequest,
  kind: Pick<SourceKind, 'verify'>,
): Delivery['verdict'] | 'forged' {
  const { source, path } = request
  const hasToken = source.pathToken !== undefined
  if (hasToken && !sameSecret(path.token, path.good)) return 'forged'
  const verdict = kind.verify(request)
  return verdict === 'unverified' && hasToken ? 'authentic' : verdict
}
