import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** A lead as the Graph API keeps it; `created_time` as in `2026-03-02T14:29:00+0000`. */
export type MetaLead = {
  readonly id: string
  readonly created_time: string
  readonly form_id: string
  readonly field_data: readonly { readonly name: string; readonly values: readonly string[] }[]
  readonly [field: string]: unknown
}

type MetaReceived = {
  calls: number
  /** How often each object was read, by its id. */
  readonly reads: Map<string, number>
  /** What there is; a test adds and takes away. */
  readonly leads: Map<string, MetaLead>
  readonly forms: Map<string, Readonly<Record<string, unknown>>>
  /** Forms of which no leads are shown, because they are deleted. */
  readonly goneForms: Set<string>
  /** Campaigns, ad sets and ads by their id, as far as the token may see them. */
  readonly adverts: Map<string, Readonly<Record<string, unknown>>>
  /** Ids that belong to others: whoever asks for one, alone or with others, is turned away. */
  readonly foreign: Set<string>
  /** Fields it does not know, as older versions do not. */
  readonly unknownFields: Set<string>
}

/** The page token the sandbox accepts unless told another. */
export const SANDBOX_META_TOKEN = 'EAAsandbox'

/**
 * The part of the Graph API that leads are read from: one lead by its id, a form, and the leads of a
 * form, filtered by time and paged by cursors, the newest first; and what adverts are called, one or
 * several by their ids, all or none. Errors come with status 400 and a
 * code, as the `error` of a behaviour says: `190` an expired token, `80005` the quota.
 */
export function metaSandbox(
  options: { port?: number; token?: string; pageSize?: number } = {},
): Promise<Sandbox<MetaReceived>> {
  const { token = SANDBOX_META_TOKEN, pageSize = 100 } = options
  const received: MetaReceived = {
    calls: 0,
    reads: new Map(),
    leads: new Map(),
    forms: new Map(),
    goneForms: new Set(),
    adverts: new Map(),
    foreign: new Set(),
    unknownFields: new Set(),
  }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const given = call.header('authorization')?.replace(/^Bearer /, '')
      if ((given ?? call.query.get('access_token')) !== token) return graphError(190, 463)
      return answerOf(call, received, pageSize)
    },
  })
}

function answerOf(call: Call, received: MetaReceived, pageSize: number): Answer {
  const [, version, id = '', edge] = call.path.split('/')
  if (!/^v\d+\.\d+$/.test(version ?? '')) return graphError(2500)
  const ids = call.query.get('ids')
  if (id === '' && ids !== null) return objectsOf(ids.split(','), call, received)
  if (edge === 'leads') return leadsOf(id, call, received, pageSize)
  received.reads.set(id, (received.reads.get(id) ?? 0) + 1)
  return objectOf(id, call, received)
}

function failure(status: number, { error = '1', retryAfterSeconds }: Behaviour): Answer {
  if (status >= 500) return { ...graphError(Number(error)), status }
  const minutes = Math.ceil((retryAfterSeconds ?? 0) / 60)
  const usage = { '1789': [{ type: 'leadgen', estimated_time_to_regain_access: minutes }] }
  const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
  const code = status === 429 ? 80_005 : Number(error)
  return { ...graphError(code), ...(retryAfterSeconds === undefined ? {} : { headers }) }
}

function graphError(code: number, subcode?: number, message = 'An error'): Answer {
  const type = code === 190 ? 'OAuthException' : 'GraphMethodException'
  const detail = { message: `(#${code}) ${message}`, type, code, fbtrace_id: 'A-sandbox' }
  const error = subcode === undefined ? detail : { ...detail, error_subcode: subcode }
  return { status: 400, body: { error } }
}

function objectOf(id: string, { query }: Call, received: MetaReceived): Answer {
  if (received.foreign.has(id)) return graphError(200, undefined, 'Requires ads_read')
  const object = received.leads.get(id) ?? received.forms.get(id) ?? received.adverts.get(id)
  if (object === undefined) return graphError(100, 33, 'Unsupported get request.')
  const fields = (query.get('fields') ?? 'id').split(',')
  const unknown = fields.find((field) => received.unknownFields.has(field))
  if (unknown !== undefined) {
    return graphError(100, undefined, `Tried accessing nonexisting field (${unknown})`)
  }
  return { status: 200, body: picked(object, fields) }
}

/** One that cannot be shown keeps it from showing any. */
function objectsOf(ids: readonly string[], call: Call, received: MetaReceived): Answer {
  const answers = ids.map((id) => ({ id, ...objectOf(id, call, received) }))
  const failed = answers.find(({ status }) => status !== 200)
  if (failed !== undefined) return { status: failed.status, body: failed.body }
  return { status: 200, body: Object.fromEntries(answers.map(({ id, body }) => [id, body])) }
}

/** Custom disclaimers, like every field, come only when they are asked for. */
function picked(object: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  const names = new Set(['id', ...fields])
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.has(name)))
}

type Filter = { readonly field: string; readonly operator: string; readonly value: number }

function leadsOf(formId: string, { query }: Call, received: MetaReceived, size: number): Answer {
  if (received.goneForms.has(formId)) return graphError(100, 33, 'Unsupported get request.')
  const filters = JSON.parse(query.get('filtering') ?? '[]') as readonly Filter[]
  const fields = (query.get('fields') ?? 'id,created_time').split(',')
  const found = [...received.leads.values()]
    .filter((lead) => lead.form_id === formId && filters.every((one) => passes(lead, one)))
    .toSorted((a, b) => b.created_time.localeCompare(a.created_time))
  const limit = Math.min(size, Number(query.get('limit') ?? 25))
  const after = query.get('after')
  const start = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1
  const page = found.slice(start, start + limit)
  const last = page.at(-1)
  const cursors = last && { cursors: { before: page[0]?.id, after: last.id } }
  const more = start + limit < found.length ? { next: 'https://graph.facebook.com/next' } : {}
  return {
    status: 200,
    body: { data: page.map((lead) => picked(lead, fields)), paging: { ...cursors, ...more } },
  }
}

function passes({ created_time }: MetaLead, { field, operator, value }: Filter): boolean {
  if (field !== 'time_created') return true
  const at = Date.parse(created_time) / 1_000
  return operator === 'GREATER_THAN' ? at > value : at < value
}
