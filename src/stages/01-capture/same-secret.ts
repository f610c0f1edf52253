import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * True when the text is one of the secrets that are good now. Hashes are compared, so that neither
 * the time nor a difference in length tells anything, and all of them, whichever fits.
 */
export function sameSecret(sent: string | undefined, good: readonly string[]): boolean {
  if (!sent) return false
  const sentHash = sha256(sent)
  return good
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(sentHash, sha256(secret)))
    .includes(true)
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()
