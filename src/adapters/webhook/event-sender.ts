import * as http from 'node:http'
import * as https from 'node:https'
import type { Reach } from '../../domain/address-kind.ts'
import type { SendFailure, SendResult } from '../../domain/delivery-schedule.ts'
import { hostOf, subscriberUrlProblem } from '../../domain/subscriber-url.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventRequest, EventSender } from '../../ports/event-sender.ts'
import { retryAfter } from '../vendor/http-failure.ts'
import { checkedLookup, NOT_ALLOWED } from './checked-lookup.ts'

type Settings = {
  readonly reach: Reach
  readonly clock: Clock
  /** From the call to the end of the answer. Standard Webhooks suggests 15 to 30 seconds. */
  readonly timeLimitMs?: number
}

/** Nobody needs an answer's body; a little is read so that the connection can be used again. */
const READ_AT_MOST_BYTES = 65_536
const IDLE_MS = 5_000

/** Errors of the connection that say nothing was sent. */
const NOTHING_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|.*CERT.*|.*SSL.*|.*SIGNATURE.*)$/

/**
 * Posts events over HTTP. Not by `fetch`: there nobody can look at the address that is connected to.
 * Redirects are not followed, since they would lead anywhere.
 */
export function webhookEventSender({ reach, clock, timeLimitMs = 15_000 }: Settings): EventSender {
  const options = { keepAlive: true, timeout: IDLE_MS }
  const agents = { http: new http.Agent(options), https: new https.Agent(options) }
  const lookup = checkedLookup(reach)

  return {
    async send(request, signal) {
      // Looked at again: it may have been stored while more was within reach.
      if (subscriberUrlProblem(request.url, reach) !== undefined)
        return failed('address-not-allowed')
      const limit = AbortSignal.timeout(timeLimitMs)
      try {
        const reply = await exchange(request, {
          agents,
          lookup,
          signal: AbortSignal.any([signal, limit]),
        })
        return resultOf(reply, clock())
      } catch (error) {
        if (signal.aborted) throw error
        return failed(limit.aborted ? 'timeout' : failureOf(error))
      }
    },
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

type Reply = { readonly status: number; readonly retryAfter: string | undefined }
type Means = {
  readonly agents: { readonly http: http.Agent; readonly https: https.Agent }
  readonly lookup: ReturnType<typeof checkedLookup>
  readonly signal: AbortSignal
}

function exchange({ url, headers, body }: EventRequest, means: Means): Promise<Reply> {
  const { agents, lookup, signal } = means
  const target = new URL(url)
  const isHttps = target.protocol === 'https:'
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const request = (isHttps ? https : http).request(
    {
      ...{ method: 'POST', lookup, signal, agent: isHttps ? agents.https : agents.http },
      ...{
        hostname: hostOf(target),
        port: target.port,
        path: `${target.pathname}${target.search}`,
      },
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    },
    (response) => {
      const { statusCode: status = 0 } = response
      let read = 0
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > READ_AT_MOST_BYTES) response.destroy()
      })
      // Also when it is cut short: the status has said all that counts.
      response.on('close', () => resolve({ status, retryAfter: response.headers['retry-after'] }))
      response.on('error', () => request.destroy())
    },
  )
  request.on('error', reject)
  request.end(body)
  return promise
}

function resultOf({ status, retryAfter: value }: Reply, now: Date): SendResult {
  if (status >= 200 && status < 300) return { outcome: 'accepted', status }
  if (status === 410) return { outcome: 'gone', status }
  if (status >= 300 && status < 400) return { ...failed('redirected'), status }
  const reply = { status, body: undefined, header: () => value }
  const notBefore = status === 429 || status === 503 ? retryAfter(reply, now) : undefined
  return { ...failed('answered-with-error'), status, notBefore }
}

const failed = (failure: SendFailure) => ({ outcome: 'failed', failure }) as const

function failureOf(error: unknown): SendFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === NOT_ALLOWED) return 'address-not-allowed'
  return NOTHING_SENT.test(code) ? 'unreachable' : 'broken-off'
}
