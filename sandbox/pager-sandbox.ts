import { Webhook } from 'standardwebhooks'
import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** A message as the receiver got it. */
export type PagerMessage = {
  readonly id: string
  readonly type: string
  readonly title?: string
  readonly recipient?: { readonly repId: string }
  readonly [field: string]: unknown
}

type PagerReceived = { calls: number; readonly messages: PagerMessage[] }

/** The secret that both sides know unless told another. */
export const SANDBOX_PAGER_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

/**
 * A receiver of signed alerts, as a company would write one with the library of Standard Webhooks,
 * which is what checks the signature. `repIds` are the people it knows; without it, everybody.
 */
export function pagerSandbox(
  options: { port?: number; repIds?: readonly string[] } = {},
): Promise<Sandbox<PagerReceived>> {
  const received: PagerReceived = { calls: 0, messages: [] }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const message = verified(call)
      if (message === undefined) return { status: 401, body: { error: 'bad signature' } }
      const { repId } = message.recipient ?? {}
      if (repId !== undefined && options.repIds?.includes(repId) === false) {
        return { status: 422, body: { error: 'nobody of that name' } }
      }
      received.messages.push(message)
      return { status: 204 }
    },
  })
}

function verified(call: Call): PagerMessage | undefined {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const headers = Object.fromEntries(names.map((name) => [name, call.header(name) ?? '']))
  try {
    const message = new Webhook(SANDBOX_PAGER_SECRET).verify(call.text, headers)
    return { ...(message as PagerMessage), id: headers['webhook-id'] ?? '' }
  } catch {
    // Whatever is wrong with it, a receiver must not tell.
    return undefined
  }
}

function failure(status: number, { retryAfterSeconds }: Behaviour): Answer {
  const headers = { 'retry-after': String(retryAfterSeconds ?? 1) }
  return status === 429 ? { status, headers } : { status }
}
