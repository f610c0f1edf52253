import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

type GoogleAdsReceived = {
  calls: number
  /** The queries, in order. */
  readonly queries: string[]
  /** What there is, by resource and id: `campaign 77`, `ad_group 5`, `ad_group_ad 6`, `asset 9`. */
  readonly things: Map<string, Readonly<Record<string, unknown>>>
  /** The access tokens that are good; a test takes them away to have them end before their time. */
  readonly accessTokens: Set<string>
  /** Whether the refresh token was taken back. */
  isRevoked: boolean
  /** Whether whoever the token belongs to may not see the account. */
  isForbidden: boolean
}

/** What the sandbox accepts. */
export const SANDBOX_GOOGLE = {
  developerToken: 'developer-sandbox',
  clientId: 'client-sandbox.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-sandbox',
  refreshToken: '1//sandbox',
  customerId: '1234567890',
  loginCustomerId: '9876543210',
} as const

/**
 * The part of the Google Ads API that names are read from, `googleAds:searchStream` with queries for one
 * resource by id, and the exchange of a refresh token for access tokens, on one address. Errors come as
 * a list, as in a stream; a `status` of 429 says in its own way after how long to come back.
 */
export function googleAdsSandbox(
  options: { port?: number } = {},
): Promise<Sandbox<GoogleAdsReceived>> {
  const received: GoogleAdsReceived = {
    calls: 0,
    queries: [],
    things: new Map(),
    accessTokens: new Set(),
    isRevoked: false,
    isForbidden: false,
  }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer: (call) => (call.path === '/token' ? exchange(call, received) : search(call, received)),
  })
}

function exchange({ body }: Call, received: GoogleAdsReceived): Answer {
  const { grant_type, client_id, client_secret, refresh_token } = Object(body)
  if (client_id !== SANDBOX_GOOGLE.clientId || client_secret !== SANDBOX_GOOGLE.clientSecret) {
    return { status: 401, body: { error: 'invalid_client', error_description: 'Unauthorized' } }
  }
  const isGood = grant_type === 'refresh_token' && refresh_token === SANDBOX_GOOGLE.refreshToken
  if (!isGood || received.isRevoked) {
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Bad Request' } }
  }
  const token = `ya29.sandbox-${received.calls}`
  received.accessTokens.add(token)
  return { status: 200, body: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } }
}

function search({ path, header, body }: Call, received: GoogleAdsReceived): Answer {
  const token = header('authorization')?.replace(/^Bearer /, '') ?? ''
  if (!received.accessTokens.has(token)) return failed(401, 'UNAUTHENTICATED')
  if (header('developer-token') !== SANDBOX_GOOGLE.developerToken) {
    return failed(401, 'UNAUTHENTICATED')
  }
  const asked = /^\/v\d+\/customers\/(\d+)\/googleAds:searchStream$/.exec(path)
  if (asked === null) return failed(404, 'NOT_FOUND')
  const isSeen = header('login-customer-id') === SANDBOX_GOOGLE.loginCustomerId
  if (asked[1] !== SANDBOX_GOOGLE.customerId || !isSeen || received.isForbidden) {
    return failed(403, 'PERMISSION_DENIED')
  }
  return found(String(Object(body).query), received)
}

/** Knows `SELECT <fields> FROM <resource> WHERE <field> IN (<ids>)`, in parts of two rows each. */
function found(query: string, { queries, things }: GoogleAdsReceived): Answer {
  queries.push(query)
  const said = /^SELECT [\w., ]+ FROM (\w+) WHERE [\w.]+ IN \(([\d, ]+)\)$/.exec(query)
  if (said === null) return failed(400, 'INVALID_ARGUMENT')
  const [, resource, ids = ''] = said
  const rows = ids.split(', ').flatMap((id) => things.get(`${resource} ${id}`) ?? [])
  const parts = Array.from({ length: Math.ceil(rows.length / 2) }, (_, part) => ({
    results: rows.slice(part * 2, part * 2 + 2),
    fieldMask: 'id,name',
    requestId: 'sandbox',
  }))
  return { status: 200, body: parts.length === 0 ? [{ requestId: 'sandbox' }] : parts }
}

function failure(status: number, { error, retryAfterSeconds }: Behaviour, { path }: Call): Answer {
  const quotaErrorDetails = { rateScope: 'DEVELOPER', retryDelay: `${retryAfterSeconds}s` }
  const errors = [{ errorCode: {}, message: 'An error', details: { quotaErrorDetails } }]
  if (retryAfterSeconds === undefined) return failed(status, error ?? 'INTERNAL')
  // The exchange of tokens is a service of its own, which says it in the usual way.
  if (path === '/token') return { status, headers: { 'retry-after': `${retryAfterSeconds}` } }
  return failed(status, error ?? 'RESOURCE_EXHAUSTED', errors)
}

function failed(code: number, status: string, errors: readonly unknown[] = []): Answer {
  const type = 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure'
  const details = [{ '@type': type, errors, requestId: 'sandbox' }]
  return { status: code, body: [{ error: { code, message: 'An error', status, details } }] }
}
