import type { CaptureRequest } from './source-kind.ts'
import { type SignatureScheme, verifySignature } from './verify-signature.ts'

/** True when a delivery carries the headers of the scheme. */
export const isStandardWebhook = ({ headers }: CaptureRequest) =>
  headers['webhook-signature'] !== undefined

/**
 * Checks a delivery by Standard Webhooks: the HMAC of id, time and body, in a list that has one
 * entry for each secret of the sender. https://github.com/standard-webhooks/standard-webhooks
 */
export function verifyStandardWebhook(request: CaptureRequest) {
  const { headers, bytes } = request
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const isWhole = id !== undefined && id !== '' && timestamp !== undefined
  const signatures = isWhole ? (headers['webhook-signature'] ?? '').split(' ') : []
  const scheme: SignatureScheme = {
    hash: 'sha256',
    encoding: 'base64',
    // Other versions are of other algorithms and prove nothing here.
    signatures: signatures.flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : [])),
    signed: [`${id}.${timestamp}.`, bytes],
    signedAt: new Date(/^\d{1,11}$/.test(timestamp ?? '') ? Number(timestamp) * 1_000 : Number.NaN),
    keyOf: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  }
  return verifySignature(request, scheme)
}
