import { setTimeout as wait } from 'node:timers/promises'
import type { ClearbitRecord } from '../../sandbox/clearbit-sandbox.ts'
import type { Api } from '../api.ts'
import { chance } from './chance.ts'
import { type Submission, type SubmissionKind, submissions } from './submissions.ts'

/** What was sent, and what it must lead to. */
export type Tally = {
  sent: number
  /** Requests of which each must have become one lead. */
  leadsDue: number
  /** Requests that were the same as one before, and must not have become another lead. */
  sentAgain: number
  /** Requests with a forged key, all turned away. */
  refused: number
  readonly byKind: Partial<Record<SubmissionKind, number>>
}

export const emptyTally = (): Tally => ({
  ...{ sent: 0, leadsDue: 0, sentAgain: 0, refused: 0, byKind: {} },
})

type Options = {
  readonly api: Api
  readonly seed: number
  /** Requests a second, on average. */
  readonly rate: number
  readonly tally: Tally
  /** Where what Clearbit knows of the senders is put. */
  readonly records: Record<string, ClearbitRecord>
  /** Ends the traffic. */
  readonly signal: AbortSignal
}

/** More are not under way at once: when the product is slower than the rate, the rate gives way. */
const UNDER_WAY = 200

/**
 * Sends submissions at irregular moments, as people do, until the signal. Resolves when the last
 * one is answered; rejects when one is answered in a way it should not be.
 */
export async function sendTraffic(options: Options): Promise<void> {
  const { seed, rate, signal } = options
  const { untilNext } = chance(seed ^ 0x7131c)
  const underWay = new Set<Promise<void>>()
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => undefined)
  let dueAt = performance.now()

  for (const submission of submissions(seed)) {
    dueAt += untilNext(rate)
    await Promise.race([pauseUntil(dueAt, signal), failure.promise])
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay)
    if (signal.aborted) break
    const sending = send(submission, options).catch(failure.reject)
    underWay.add(sending)
    void sending.finally(() => underWay.delete(sending))
  }
  await Promise.race([Promise.all(underWay), failure.promise])
}

async function pauseUntil(dueAt: number, signal: AbortSignal): Promise<void> {
  const ms = dueAt - performance.now()
  if (ms > 1) await wait(ms, undefined, { signal }).catch(() => undefined)
}

async function send({ kind, who, request }: Submission, { api, tally, records }: Options) {
  if (who.known !== undefined) records[who.email] = who.known
  tally.sent += 1
  tally.byKind[kind] = (tally.byKind[kind] ?? 0) + 1
  const { status } = await api.send(request.path, request)
  if (!statusesFor(kind, request.path).includes(status)) {
    throw new Error(`The product answered ${status} to a request to ${request.path} (${kind})`)
  }
  if (kind === 'forged key') tally.refused += 1
  else if (kind === 'sent again') tally.sentAgain += 1
  else tally.leadsDue += 1
}

function statusesFor(kind: SubmissionKind, path: string): readonly number[] {
  if (kind === 'forged key') return [401]
  // Google wants to be answered like this.
  if (path === '/v1/capture/google-ads') return [200]
  // 409: the first one is not answered yet; our own API says so rather than make its caller wait.
  return kind === 'sent again' ? [202, 409] : [202]
}
