import { createHash, createHmac } from 'node:crypto'
import type { Source } from '../../src/domain/documents/sources.ts'
import { chatHeaders } from './signed-chat.ts'

/** What is proved: a body that is posted to an address at some time, by somebody who has the secret. */
export type Proved = {
  readonly body: Buffer
  readonly secret: string
  readonly at: Date
  readonly url: string
}

type Headers = Readonly<Record<string, string>>

/**
 * The headers by which the vendor behind a kind proves a delivery; none for kinds that are proved
 * otherwise: by the body, by the address, or not at all.
 */
export function vendorProof(kind: Source['kind'], proved: Proved): Headers {
  return PROOFS[kind]?.(proved) ?? {}
}

const PROOFS: Partial<Record<Source['kind'], (proved: Proved) => Headers>> = {
  typeform: ({ secret, body }) => ({
    'typeform-signature': `sha256=${hmac(secret, 'base64', body)}`,
  }),
  webflow: ({ secret, body, at }) => ({
    'x-webflow-timestamp': millis(at),
    'x-webflow-signature': hmac(secret, 'hex', `${millis(at)}:`, body),
  }),
  calendly: ({ secret, body, at }) => ({
    'calendly-webhook-signature': `t=${seconds(at)},v1=${hmac(secret, 'hex', `${seconds(at)}.`, body)}`,
  }),
  zoom: ({ secret, body, at }) => ({
    'x-zm-request-timestamp': seconds(at),
    'x-zm-signature': `v0=${hmac(secret, 'hex', `v0:${seconds(at)}:`, body)}`,
  }),
  tiktok: ({ secret, body, at }) => ({
    'tiktok-signature': `t=${seconds(at)},s=${hmac(secret, 'hex', `${seconds(at)}.`, body)}`,
  }),
  meta: ({ secret, body }) => ({ 'x-hub-signature-256': `sha256=${hmac(secret, 'hex', body)}` }),
  linkedin: ({ secret, body }) => ({ 'x-li-signature': hmac(secret, 'hex', 'hmacsha256=', body) }),
  hubspot: ({ secret, body, at, url }) => ({
    'x-hubspot-request-timestamp': millis(at),
    'x-hubspot-signature-v3': hmac(secret, 'base64', `POST${url}`, body, millis(at)),
  }),
  'hubspot-workflow': ({ secret, body, url }) => ({
    'x-hubspot-signature': createHash('sha256')
      .update(`${secret}POST${url}`)
      .update(body)
      .digest('hex'),
  }),
  'gravity-forms': ({ secret }) => ({ authorization: `Bearer ${secret}` }),
  wpforms: ({ secret }) => ({ 'x-api-key': secret }),
  elementor: ({ secret }) => ({ 'x-api-key': secret }),
  'contact-form-7': ({ secret }) => ({ 'x-api-key': secret }),
  jotform: ({ secret }) => ({ 'x-api-key': secret }),
  intercom: ({ secret, body }) => ({
    'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
  }),
  chatbot: ({ secret, body, at }) => chatHeaders(body, { id: 'one', at, secrets: [secret] }),
  drift: ({ secret }) => ({ 'x-verification-token': secret }),
}

function hmac(secret: string, encoding: 'hex' | 'base64', ...parts: readonly (string | Buffer)[]) {
  const made = createHmac('sha256', secret)
  for (const part of parts) made.update(part)
  return made.digest(encoding)
}

const millis = (at: Date) => String(at.getTime())
const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000))
