import { createHmac } from 'node:crypto'

/** The secret of the source `chatbot` in the example company. */
export const CHATBOT_SECRET = 'whsec_c3BlZWQtdG8tbGVhZC1kZW1vLWNoYXRib3Q='

/** The headers by which a chatbot proves a delivery; one signature for each of its secrets. */
export function chatHeaders(
  body: string | Buffer,
  { id, at, secrets = [CHATBOT_SECRET] }: Signed,
): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body)
    return `v1,${hmac.digest('base64')}`
  })
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': `${timestamp}`,
    'webhook-signature': signatures.join(' '),
  }
}

type Signed = { readonly id: string; readonly at: Date; readonly secrets?: readonly string[] }

type Receiver = { readonly url: string; readonly clock: () => Date }

/** Posts a part of a conversation to the source `chatbot`, signed. */
export function sendChat({ url, clock }: Receiver, body: unknown, id = crypto.randomUUID()) {
  const text = JSON.stringify(body)
  const headers = chatHeaders(text, { id, at: clock() })
  return fetch(`${url}/v1/capture/chatbot`, { method: 'POST', headers, body: text })
}
