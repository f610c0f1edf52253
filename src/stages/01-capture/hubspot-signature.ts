import { createHash } from 'node:crypto'
import type { Delivery } from '../../ports/intake.ts'
import { sameSecret } from './same-secret.ts'
import type { CaptureRequest } from './source-kind.ts'
import { verifySignature } from './verify-signature.ts'

export type HubspotSignatureVersion = 'v1' | 'v2' | 'v3'

/** What HubSpot leaves unescaped in the address it signs: `: / ? @ ! $ ' ( ) * , ;` */
const UNESCAPED = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

/**
 * Checks a request of HubSpot's by the newest of its signatures that is believed here. The third
 * covers method, address, body and time; the second all but the time; the first the body alone.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function verifyHubspot(
  request: CaptureRequest,
  versions: readonly HubspotSignatureVersion[],
): Delivery['verdict'] | 'forged' {
  const third = request.headers['x-hubspot-signature-v3']
  if (versions.includes('v3') && third !== undefined) return verifyThird(request, third)
  const version = request.headers['x-hubspot-signature-version'] ?? 'v1'
  if (version === 'v2' && versions.includes('v2')) {
    return isHashOf(request, [request.method, request.url])
  }
  if (version === 'v1' && versions.includes('v1')) return isHashOf(request, [])
  return 'forged'
}

function verifyThird(request: CaptureRequest, signature: string) {
  const time = request.headers['x-hubspot-request-timestamp'] ?? ''
  const address = request.url.replace(UNESCAPED, (escaped) => decodeURIComponent(escaped))
  return verifySignature(request, {
    hash: 'sha256',
    encoding: 'base64',
    signatures: [signature],
    signed: [request.method, address, request.bytes, time],
    signedAt: new Date(/^\d+$/.test(time) ? Number(time) : Number.NaN),
  })
}

/** The older versions hash the secret together with what they cover, without HMAC. */
function isHashOf({ secrets, headers, bytes }: CaptureRequest, covered: readonly string[]) {
  const expected = secrets
    .filter((secret) => secret !== '')
    .map((secret) => {
      const hash = createHash('sha256').update(secret)
      for (const part of covered) hash.update(part)
      return hash.update(bytes).digest('hex')
    })
  const sent = headers['x-hubspot-signature']?.toLowerCase()
  return sameSecret(sent, expected) ? 'authentic' : 'forged'
}
