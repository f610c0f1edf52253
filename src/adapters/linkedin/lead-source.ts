import * as z from 'zod'
import type { BodyObject, BodyTree } from '../../domain/body-tree.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadSource, SearchWindow } from '../../ports/lead-source.ts'
import { CALL_LIMIT_MS, leadLimit } from '../vendor/source-limits.ts'
import { readBody, type VendorApi, type VendorReply } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { type LinkedinAccess, linkedinApi } from './linkedin-api.ts'

/** The token is used with `r_marketing_leadgen_automation`. */
export type LinkedinSettings = LinkedinAccess & {
  /** Whose leads are looked through: `urn:li:sponsoredAccount:1` or `urn:li:organization:1`. */
  readonly owner?: string | undefined
  readonly timeLimitMs?: number
}

/** Brings campaign and form along; documented for searches, and left out where LinkedIn objects. */
const FIELDS =
  'ownerInfo,associatedEntity,associatedEntityInfo,leadMetadata,leadMetadataInfo,owner,leadType,' +
  'versionedLeadGenFormUrn,id,submittedAt,testLead,formResponse,' +
  'form:(hiddenFields,creationLocale,name,id,content)'
const RESPONSES = '/rest/leadFormResponses'
const PAGE_SIZE = 100

const Response = z.looseObject({
  id: z.coerce.string(),
  versionedLeadGenFormUrn: z.string().optional(),
  form: z.unknown().optional(),
})
const Found = z.object({
  elements: z.array(
    z.looseObject({
      id: z.coerce.string(),
      submittedAt: z.number().optional(),
      versionedLeadGenFormUrn: z.string().optional(),
    }),
  ),
})

/**
 * Responses to LinkedIn's Lead Gen Forms, each with the form it answers under `form`. Rejects with the
 * codes of `vendorApi` and `httpFailure` under `linkedin-`, and of `accessFailure` for a token that a
 * person must renew.
 */
export function linkedinLeadSource(settings: LinkedinSettings): LeadSource & Guarded {
  const { owner, timeLimitMs = CALL_LIMIT_MS } = settings
  const api = linkedinApi({ ...settings, timeLimitMs, concurrency: 10 })
  let decoration = `?fields=${FIELDS}`

  async function responseOf(id: string, signal: AbortSignal): Promise<VendorReply> {
    const path = `${RESPONSES}/${encodeURIComponent(id)}`
    const asked = decoration
    const reply = await get(api, `${path}${asked}`, signal)
    if (reply.status !== 400) return reply
    if (asked === '') throw rejected(reply)
    const plain = await get(api, path, signal)
    if (plain.status === 400) throw rejected(plain)
    decoration = ''
    return plain
  }

  return {
    circuit: api.circuit,
    async fetch({ sourceLeadId }, signal) {
      if (sourceLeadId === undefined) return undefined
      const limit = leadLimit(signal)
      const reply = await responseOf(sourceLeadId, limit)
      if (reply.status === 404) return undefined
      const response = readBody('linkedin', Response, reply, 'reads')
      const { form = await formOf(api, response.versionedLeadGenFormUrn, limit) } = response
      const lead = response as BodyObject
      return form === undefined ? lead : { ...lead, form: form as BodyTree }
    },
    ...(owner === undefined
      ? {}
      : { search: (window, signal) => searchOf(api, owner, window, signal) }),
  }
}

const get = (api: VendorApi, path: string, signal: AbortSignal) =>
  api.call({ method: 'GET', path, effect: 'reads' }, signal)

const rejected = ({ status }: VendorReply) =>
  new Refused('linkedin-rejected', `linkedin answered ${status}`)

/** The form alone, where it did not come with the response. One that is gone leaves answers bare. */
async function formOf(api: VendorApi, urn: string | undefined, signal: AbortSignal) {
  const id = /leadGenForm:(\d+)/.exec(urn ?? '')?.[1]
  if (id === undefined) return undefined
  const reply = await get(api, `/rest/leadForms/${id}`, signal)
  return reply.status === 200 ? reply.body : undefined
}

/** Its parameters are lists in brackets, whose punctuation must not be escaped, and whose URNs must. */
async function searchOf(
  api: VendorApi,
  owner: string,
  { since, until, page = '0' }: SearchWindow,
  signal: AbortSignal,
) {
  const kind = owner.split(':')[2]
  const query = [
    'q=owner',
    `owner=(${kind}:${encodeURIComponent(owner)})`,
    `leadType=(leadType:${kind === 'organization' ? 'COMPANY' : 'SPONSORED'})`,
    `submittedAtTimeRange=(start:${since.getTime()},end:${until.getTime()})`,
    'limitedToTestLeads=false',
    `fields=id,submittedAt,versionedLeadGenFormUrn`,
    `start=${page}&count=${PAGE_SIZE}`,
  ].join('&')
  const reply = await get(api, `${RESPONSES}?${query}`, signal)
  if (reply.status !== 200) throw rejected(reply)
  const { elements } = readBody('linkedin', Found, reply, 'reads')
  const isLast = elements.length < PAGE_SIZE
  return {
    deliveries: elements.map(notificationOf),
    ...(isLast ? {} : { next: `${Number(page) + elements.length}` }),
  }
}

type Listed = z.infer<typeof Found>['elements'][number]

function notificationOf({ id, submittedAt, versionedLeadGenFormUrn: form }: Listed): BodyTree {
  return {
    type: 'LEAD_ACTION',
    leadAction: 'CREATED',
    leadGenFormResponse: `urn:li:leadGenFormResponse:${id}`,
    ...(form === undefined ? {} : { leadGenForm: form }),
    ...(submittedAt === undefined ? {} : { occurredAt: submittedAt }),
  }
}
