import { createHmac, randomBytes } from 'node:crypto'
import { type Secret, secret } from './secret.ts'

const PREFIX = 'whsec_'
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32

/** A new signing secret in the notation of Standard Webhooks. */
export const newWebhookSecret = (): Secret =>
  secret(`${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`)

/**
 * The headers by which a receiver knows that this body is ours and new (Standard Webhooks): one
 * signature for each secret, so that either of two verifies while one is replaced.
 */
export function webhookHeaders(
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: Date },
  secrets: readonly Secret[],
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(at.getTime() / 1_000)
  const signatures = secrets.map((one) => {
    const key = Buffer.from(one.reveal().slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
