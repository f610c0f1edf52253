import * as z from 'zod'
import type { BodyObject, BodyTree } from '../../domain/body-tree.ts'
import { Refused } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadSource, SearchWindow } from '../../ports/lead-source.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { formAfter, withoutForm } from '../vendor/forms-in-turn.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { CALL_LIMIT_MS } from '../vendor/source-limits.ts'
import { readBody, type VendorApi, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'

export type JotformSettings = {
  /** An API key; one that may only read is enough. */
  readonly token: string
  readonly baseUrl: string
  readonly formIds?: readonly string[] | undefined
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

const PAGE_SIZE = 100
const DEFAULT_WAIT_MS = 60_000
/** Jotform compares times in the zone of the account, which we do not know. */
const ANY_ZONE_MS = 14 * 3_600_000

const Submission = z.looseObject({ id: z.coerce.string() })
const One = z.object({ content: Submission })
const Many = z.object({ content: z.array(Submission) })

/**
 * Submissions of Jotform, which does not sign what it delivers. Rejects with the codes of `vendorApi`
 * and `httpFailure` under `jotform-`, and of `accessFailure` for a key that a person must renew.
 */
export function jotformLeadSource(settings: JotformSettings): LeadSource & Guarded {
  const { token, baseUrl, formIds, clock = () => new Date() } = settings
  const api = vendorApi({
    vendor: 'jotform',
    baseUrl,
    timeLimitMs: settings.timeLimitMs ?? CALL_LIMIT_MS,
    concurrency: 10,
    headers: { apikey: token },
    failureOf: (reply) => failureOf(reply, clock()),
  })
  return {
    circuit: api.circuit,
    async fetch({ sourceLeadId }, signal) {
      if (sourceLeadId === undefined) return undefined
      const path = `/submission/${encodeURIComponent(sourceLeadId)}`
      const reply = await api.call({ method: 'GET', path, effect: 'reads' }, signal)
      if (reply.status === 404) return undefined
      return readBody('jotform', One, reply, 'reads').content as BodyObject
    },
    ...(formIds === undefined
      ? {}
      : { search: (window, signal) => searchForms(api, formIds, window, signal) }),
  }
}

function failureOf(reply: VendorReply, now: Date) {
  const { status } = reply
  if (status === 404) return undefined
  if (status === 401) return accessFailure('token', { vendor: 'jotform', now })
  if (status === 403) return accessFailure('permission', { vendor: 'jotform', now })
  const circumstances = { vendor: 'jotform', now, defaultWaitMs: DEFAULT_WAIT_MS }
  return httpFailure(reply, { ...circumstances, effect: 'reads' })
}

/** One page of one form; `next` names the form and how many submissions come before. */
async function searchForms(
  api: VendorApi,
  formIds: readonly string[],
  { since, page }: SearchWindow,
  signal: AbortSignal,
) {
  const [formId = formIds[0] ?? '', offset = '0'] = page?.split(' ') ?? []
  const from = new Date(since.getTime() - ANY_ZONE_MS).toISOString()
  const filter = JSON.stringify({ 'created_at:gt': from.slice(0, 19).replace('T', ' ') })
  const query = { filter, limit: `${PAGE_SIZE}`, offset, orderby: 'created_at' }
  const path = `/form/${encodeURIComponent(formId)}/submissions`
  const reply = await api.call({ method: 'GET', path, query, effect: 'reads' }, signal)
  if (reply.status === 404) return withoutForm(formId, formIds)
  if (reply.status !== 200)
    throw new Refused('jotform-rejected', `jotform answered ${reply.status}`)
  const { content } = readBody('jotform', Many, reply, 'reads')
  const isLast = content.length < PAGE_SIZE
  const next = isLast ? formAfter(formId, formIds) : `${formId} ${Number(offset) + content.length}`
  return {
    deliveries: content.map(({ id }): BodyTree => ({ formID: formId, submissionID: id })),
    ...(next === undefined ? {} : { next }),
  }
}
