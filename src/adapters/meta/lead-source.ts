import * as z from 'zod'
import type { BodyObject, BodyTree } from '../../domain/body-tree.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LeadSource, SearchWindow } from '../../ports/lead-source.ts'
import { formAfter, withoutForm } from '../vendor/forms-in-turn.ts'
import { CALL_LIMIT_MS, leadLimit } from '../vendor/source-limits.ts'
import { readBody, type VendorApi, type VendorReply } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { type MetaAccess, metaApi } from './meta-api.ts'
import { GraphError, metaFailure } from './meta-failure.ts'

export type MetaSettings = MetaAccess & {
  /** The forms that are looked through; of the token, `leads_retrieval` is used. */
  readonly formIds?: readonly string[] | undefined
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

/** What Meta documents of a lead. */
const DOCUMENTED = 'id,created_time,ad_id,form_id,field_data,custom_disclaimer_responses'
/** What it gives as well, but has not promised: left out when it objects. */
const FURTHER = 'ad_name,adset_id,adset_name,campaign_id,campaign_name,is_organic,platform'
const FORM_FIELDS = 'name,questions,legal_content'
const PAGE_SIZE = '100'
/** The error that says an object is not there, or is not shown to us. */
const NOT_VISIBLE = 33

const Lead = z.looseObject({ id: z.coerce.string() })
const Page = z.object({
  data: z.array(
    z.looseObject({
      id: z.coerce.string(),
      created_time: z.string().optional(),
      ad_id: z.coerce.string().optional(),
    }),
  ),
  paging: z
    .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
    .optional(),
})

/**
 * Leads of Meta's Lead Ads, read from the Graph API. A lead comes with its form under `form` where
 * that can be read, so that questions and consent have the words people saw. Rejects with the codes of
 * `vendorApi` and `metaFailure`.
 */
export function metaLeadSource(settings: MetaSettings): LeadSource & Guarded {
  const { formIds, clock = () => new Date() } = settings
  const api = metaApi({
    ...settings,
    timeLimitMs: settings.timeLimitMs ?? CALL_LIMIT_MS,
    concurrency: 20,
    failureOf: (reply) => metaFailure(reply, clock()),
  })
  const forms = formReader(api)
  let fields = `${DOCUMENTED},${FURTHER}`

  async function leadOf(id: string, signal: AbortSignal): Promise<VendorReply | undefined> {
    const asked = fields
    const reply = await get(api, id, { fields: asked }, signal)
    const error = GraphError.safeParse(reply.body).data?.error
    if (error === undefined) return reply
    if (error.error_subcode === NOT_VISIBLE) return undefined
    if (asked === DOCUMENTED) throw objected(reply)
    // Error 100 names one field at a time; what is documented it must know.
    const again = await get(api, id, { fields: DOCUMENTED }, signal)
    const second = GraphError.safeParse(again.body).data?.error
    if (second?.error_subcode === NOT_VISIBLE) return undefined
    if (second !== undefined) throw objected(again)
    fields = DOCUMENTED
    return again
  }

  return {
    circuit: api.circuit,
    async fetch({ sourceLeadId, formId }, signal) {
      if (sourceLeadId === undefined) return undefined
      const limit = leadLimit(signal)
      const [reply, form] = await Promise.all([
        leadOf(sourceLeadId, limit),
        formId === undefined ? undefined : forms(formId, limit),
      ])
      if (reply === undefined) return undefined
      const lead = readBody('meta', Lead, reply, 'reads') as BodyObject
      return form === undefined ? lead : { ...lead, form }
    },
    ...(formIds === undefined
      ? {}
      : { search: (window, signal) => searchForms(api, formIds, window, signal) }),
  }
}

const get = (
  api: VendorApi,
  id: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => api.call({ method: 'GET', path: `/${encodeURIComponent(id)}`, query, effect: 'reads' }, signal)

const objected = ({ status }: VendorReply) =>
  new Refused('meta-rejected', `meta answered ${status} with error 100`)

/** How long the words of a form are remembered, in milliseconds: they cannot be changed, only copied. */
const FORM_KEPT_MS = 10 * 60_000
const FORMS_AT_MOST = 500

/** Reads forms, each once in a while. A form that cannot be read costs a lead its labels, no more. */
function formReader(api: VendorApi) {
  const known = new Map<string, { readonly form: BodyTree | undefined; readonly until: number }>()
  return async (id: string, signal: AbortSignal): Promise<BodyTree | undefined> => {
    const kept = known.get(id)
    if (kept !== undefined && kept.until > performance.now()) return kept.form
    const form = await readForm(api, id, signal)
    if (known.size >= FORMS_AT_MOST) known.clear()
    known.set(id, { form, until: performance.now() + FORM_KEPT_MS })
    return form
  }
}

async function readForm(api: VendorApi, id: string, signal: AbortSignal) {
  try {
    const reply = await get(api, id, { fields: FORM_FIELDS }, signal)
    return GraphError.safeParse(reply.body).success ? undefined : (reply.body as BodyTree)
  } catch (error) {
    // Reading forms takes permissions that reading leads does not; the lead must not wait for them.
    if (error instanceof Unavailable || error instanceof Refused) return undefined
    throw error
  }
}

/** One page of one form; `next` names the form and Meta's cursor in it. */
async function searchForms(
  api: VendorApi,
  formIds: readonly string[],
  { since, until, page }: SearchWindow,
  signal: AbortSignal,
) {
  const [formId = formIds[0] ?? '', after] = page?.split(' ') ?? []
  const filtering = JSON.stringify([
    { field: 'time_created', operator: 'GREATER_THAN', value: seconds(since) },
    { field: 'time_created', operator: 'LESS_THAN', value: seconds(until) },
  ])
  const query = { fields: 'id,created_time,ad_id', filtering, limit: PAGE_SIZE }
  const path = `/${encodeURIComponent(formId)}/leads`
  const reply = await api.call(
    { method: 'GET', path, query: { ...query, ...(after && { after }) }, effect: 'reads' },
    signal,
  )
  const error = GraphError.safeParse(reply.body).data?.error
  if (error?.error_subcode === NOT_VISIBLE) return withoutForm(formId, formIds)
  if (error !== undefined) throw objected(reply)
  const { data, paging } = readBody('meta', Page, reply, 'reads')
  const cursor = paging?.next === undefined ? undefined : paging.cursors?.after
  const next = cursor === undefined ? formAfter(formId, formIds) : `${formId} ${cursor}`
  return {
    deliveries: data.map((lead) => notificationOf(lead, formId)),
    ...(next === undefined ? {} : { next }),
  }
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1_000)

type Listed = z.infer<typeof Page>['data'][number]

function notificationOf({ id, created_time, ad_id }: Listed, formId: string): BodyTree {
  const value = {
    leadgen_id: id,
    form_id: formId,
    ...(ad_id === undefined ? {} : { ad_id }),
    ...(created_time === undefined ? {} : { created_time }),
  }
  return { object: 'page', entry: [{ changes: [{ field: 'leadgen', value }] }] }
}
