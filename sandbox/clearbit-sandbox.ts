import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** What Clearbit knows about one address; either half may be missing. */
export type ClearbitRecord = { readonly person: unknown; readonly company: unknown }

type ClearbitReceived = { calls: number; readonly emails: string[] }

/** The API key the sandbox accepts unless told another. */
export const SANDBOX_CLEARBIT_KEY = 'sk_sandbox'

/**
 * Clearbit's combined look-up by e-mail: 200 with person and company, 202 with an empty body while
 * it searches (`pending` addresses), 404 for people it does not know, 429 with the epoch second of
 * the next window in `x-ratelimit-reset`.
 */
export function clearbitSandbox(
  options: {
    port?: number
    apiKey?: string
    records?: Readonly<Record<string, ClearbitRecord>>
    pending?: readonly string[]
  } = {},
): Promise<Sandbox<ClearbitReceived>> {
  const { apiKey = SANDBOX_CLEARBIT_KEY, records = {}, pending = [] } = options
  const received: ClearbitReceived = { calls: 0, emails: [] }

  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const refused = refusal(call, apiKey)
      if (refused !== undefined) return refused

      const email = call.query.get('email') ?? ''
      received.emails.push(email)
      if (pending.includes(email)) return { status: 202 }
      const record = records[email]
      return record ? { status: 200, body: record } : failed(404, 'unknown_record')
    },
  })
}

function failure(status: number, { error, retryAfterSeconds = 1 }: Behaviour): Answer {
  const answer = failed(status, error ?? 'api_error')
  if (status !== 429) return answer
  const reset = Math.ceil(Date.now() / 1_000) + retryAfterSeconds
  return { ...answer, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${reset}` } }
}

function refusal(call: Call, apiKey: string): Answer | undefined {
  const authorization = call.header('authorization')
  if (authorization === undefined) return failed(401, 'auth_required')
  if (authorization !== `Bearer ${apiKey}`) return failed(401, 'invalid_api_key')
  if (call.path !== '/v2/combined/find') return failed(404, 'unknown_route')
  return call.query.has('email') ? undefined : failed(422, 'params_invalid')
}

const failed = (status: number, type: string): Answer => ({
  status,
  body: { error: { type, message: `The sandbox answers ${status}` } },
})
