import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Delivery } from '../../ports/intake.ts'
import type { CaptureRequest } from './source-kind.ts'

/** How one vendor signs its deliveries. */
export type SignatureScheme = {
  readonly hash: 'sha1' | 'sha256'
  /** An HMAC, or the plain hash of the secret followed by what is signed; an HMAC unless given. */
  readonly construction?: 'hmac' | 'secret-first'
  readonly encoding: 'hex' | 'base64'
  /**
   * The digests that were sent, without any prefix; several where a vendor sends one for each secret.
   * Empty when there is none.
   */
  readonly signatures: readonly string[]
  /** What was signed; parts are joined as they are. */
  readonly signed: readonly (string | Uint8Array)[]
  /** When it says it was signed; a scheme without a time leaves it out. */
  readonly signedAt?: Date | undefined
  /** The key for a secret as it is configured; the secret's own text unless given. */
  readonly keyOf?: (secret: string) => string | Uint8Array
}

/** Used where a source does not say otherwise. */
const TOLERANCE_SECONDS = 300

/**
 * Checks the signature of a delivery against every secret that is good now, in constant time. `stale` is
 * a right signature whose time is further away than the source tolerates, either way: a vendor that
 * tries again may repeat the first time, and such a lead must not be lost.
 */
export function verifySignature(
  { source, secrets, receivedAt }: CaptureRequest,
  scheme: SignatureScheme,
): Delivery['verdict'] | 'forged' {
  const isRight = secrets
    .filter((secret) => secret !== '')
    .map((secret) => isSignedWith(secret, scheme))
    .includes(true)
  if (!isRight) return 'forged'
  const { signedAt } = scheme
  if (signedAt === undefined) return 'authentic'
  const ageMs = Math.abs(receivedAt.getTime() - signedAt.getTime())
  const tolerated = (source.toleranceSeconds ?? TOLERANCE_SECONDS) * 1_000
  // Written so that a time that cannot be read counts as stale.
  return ageMs <= tolerated ? 'authentic' : 'stale'
}

function isSignedWith(secret: string, scheme: SignatureScheme): boolean {
  const { hash, encoding, signatures, signed, keyOf = (text: string) => text } = scheme
  const key = keyOf(secret)
  const digest =
    scheme.construction === 'secret-first' ? createHash(hash).update(key) : createHmac(hash, key)
  for (const part of signed) digest.update(part)
  const expected = digest.digest()
  return signatures
    .map((sent) => Buffer.from(sent, encoding))
    .map((sent) => sent.length === expected.length && timingSafeEqual(sent, expected))
    .includes(true)
}
