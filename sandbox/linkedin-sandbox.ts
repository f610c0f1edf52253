import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** A response to a lead form as LinkedIn keeps it. */
export type LinkedinResponse = {
  readonly id: string
  readonly submittedAt: number
  readonly owner: Readonly<Record<string, string>>
  readonly versionedLeadGenFormUrn: string
  readonly [field: string]: unknown
}

type LinkedinReceived = {
  calls: number
  /** How often each response was read, by its id. */
  readonly reads: Map<string, number>
  readonly responses: Map<string, LinkedinResponse>
  /** Forms by their id, `7234246`. */
  readonly forms: Map<string, Readonly<Record<string, unknown>>>
  /** Names of campaigns and creatives, as `1234567/adCampaigns/88` and `1234567/creatives/99`. */
  readonly names: Map<string, string>
  /** Paths below `/rest/` that the token may not read. */
  readonly forbidden: Set<string>
  /** Whether one response may be asked for with `fields`, which LinkedIn does not document. */
  takesFields: boolean
}

/** The access token the sandbox accepts unless told another. */
export const SANDBOX_LINKEDIN_TOKEN = 'AQXsandbox'

/**
 * The part of LinkedIn's API that leads are read from: one response, one form, and the responses of an
 * owner by time, paged by start and count; and campaigns and creatives of an ad account. Asks for its version and protocol headers, and for lists
 * in brackets that are not escaped, as the protocol wants them.
 */
export function linkedinSandbox(
  options: { port?: number; token?: string } = {},
): Promise<Sandbox<LinkedinReceived>> {
  const { token = SANDBOX_LINKEDIN_TOKEN } = options
  const received: LinkedinReceived = {
    calls: 0,
    reads: new Map(),
    responses: new Map(),
    forms: new Map(),
    names: new Map(),
    forbidden: new Set(),
    takesFields: true,
  }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      if (call.header('authorization') !== `Bearer ${token}`) return restError(401, 65_600)
      if (!saysVersions(call)) return restError(400)
      return answerOf(call, received)
    },
  })
}

function answerOf(call: Call, received: LinkedinReceived): Answer {
  const [, , resource, id, ...below] = call.path.split('/')
  if (received.forbidden.has(call.path.replace('/rest/', ''))) return restError(403)
  if (resource === 'adAccounts') return advert(`${id}/${below.join('/')}`, received)
  if (resource === 'leadForms') return found(received.forms.get(id ?? ''))
  if (resource !== 'leadFormResponses') return restError(404)
  return id === undefined ? ofOwner(call, received) : one(decodeURIComponent(id), call, received)
}

const saysVersions = ({ header }: Call) =>
  /^\d{6}$/.test(header('linkedin-version') ?? '') &&
  header('x-restli-protocol-version') === '2.0.0'

function failure(status: number, { retryAfterSeconds }: Behaviour): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  return { ...restError(status), headers }
}

function restError(status: number, serviceErrorCode = 100): Answer {
  return { status, body: { status, serviceErrorCode, code: 'ERROR', message: 'An error' } }
}

const found = (body: unknown): Answer =>
  body === undefined ? restError(404) : { status: 200, body }

function one(id: string, { query }: Call, received: LinkedinReceived): Answer {
  const fields = query.get('fields')
  if (fields !== null && !received.takesFields) return restError(400)
  received.reads.set(id, (received.reads.get(id) ?? 0) + 1)
  const response = received.responses.get(id)
  if (response === undefined || fields === null) return found(response)
  const form = received.forms.get(formIdOf(response))
  return found(form === undefined ? response : { ...response, form })
}

function advert(path: string, { names }: LinkedinReceived): Answer {
  const [account, list, id = ''] = path.split('/')
  const number = id.replace(/^urn%3Ali%3AsponsoredCreative%3A/, '')
  // Creatives are known by their URN, campaigns by their number.
  if ((list === 'creatives') === (number === id)) return restError(400)
  const name = names.get(`${account}/${list}/${number}`)
  return found(name === undefined ? undefined : { id: decodeURIComponent(id), name })
}

const formIdOf = ({ versionedLeadGenFormUrn: urn }: LinkedinResponse) =>
  /leadGenForm:(\d+)/.exec(urn)?.[1] ?? ''

function ofOwner({ query }: Call, received: LinkedinReceived): Answer {
  const owner = /^\((\w+):(urn:li:\w+:\d+)\)$/.exec(query.get('owner') ?? '')
  const range = /^\(start:(\d+),end:(\d+)\)$/.exec(query.get('submittedAtTimeRange') ?? '')
  if (query.get('q') !== 'owner' || owner === null || range === null) return restError(400)
  const [, kind = '', urn] = owner
  const [from, to] = [Number(range[1]), Number(range[2])]
  const all = [...received.responses.values()]
    .filter((one) => one.owner[kind] === urn && one.submittedAt >= from && one.submittedAt <= to)
    .toSorted((a, b) => a.submittedAt - b.submittedAt)
  const start = Number(query.get('start') ?? 0)
  const count = Number(query.get('count') ?? 10)
  const elements = all.slice(start, start + count)
  return { status: 200, body: { elements, paging: { start, count, total: all.length, links: [] } } }
}
