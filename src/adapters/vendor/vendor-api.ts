import type * as z from 'zod'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { type Effect, type Guarded, type GuardSettings, vendorGuard } from './vendor-guard.ts'

/**
 * One call. The path, or path and query, is joined to the base URL; a body is sent as JSON, a form
 * url-encoded, bytes as they are.
 */
export type VendorRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly bytes?: Uint8Array<ArrayBuffer>
  /** Besides those of all calls. */
  readonly headers?: Readonly<Record<string, string>>
  readonly effect: Effect
}

/** What came back; `body` is undefined when it was empty or not JSON. */
export type VendorReply = {
  readonly status: number
  readonly body: unknown
  header(name: string): string | undefined
}

/** One vendor's JSON over HTTP. */
export type VendorApi = Guarded & {
  /**
   * Resolves with a reply that `failureOf` finds nothing wrong with. Rejects with what it finds,
   * as the guard does, or with `Unavailable`: `<vendor>-unreachable` when nothing was sent, and
   * `<vendor>-broken-off` when the connection broke before the answer.
   */
  call(request: VendorRequest, signal?: AbortSignal): Promise<VendorReply>
}

export type VendorApiSettings = GuardSettings & {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly failureOf: (reply: VendorReply, effect: Effect) => Unavailable | Refused | undefined
}

const JSON_TYPE = 'application/json; charset=utf-8'
const BYTES_TYPE = 'application/octet-stream'
const FORM_TYPE = 'application/x-www-form-urlencoded; charset=utf-8'

/** Errors of the connection that say nothing was sent. */
const NOTHING_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|.*CERT.*)$/

/**
 * A client for one vendor, with its guard. Redirects are not followed: none of the vendors needs
 * them, and a redirected POST would turn into a GET that looks like success.
 */
export function vendorApi(settings: VendorApiSettings): VendorApi {
  const guard = vendorGuard(settings)
  return {
    circuit: guard.circuit,
    call: (request, signal) =>
      guard.run(
        request.effect,
        async (limit) => {
          const reply = await exchange(settings, request, limit)
          const failure = settings.failureOf(reply, request.effect)
          if (failure !== undefined) throw failure
          return reply
        },
        signal,
      ),
  }
}

/**
 * The body in the shape we know. Rejects with `Unavailable` (`<vendor>-unreadable`) for any other:
 * a write that was answered so may have taken effect.
 */
export function readBody<T extends z.ZodType>(
  vendor: string,
  schema: T,
  { body, status }: VendorReply,
  effect: Effect,
): z.infer<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new Unavailable(
    `${vendor}-unreadable`,
    `${vendor} answered ${status} in an unknown shape`,
    {
      mayHaveHappened: effect === 'writes',
    },
  )
}

async function exchange(
  { vendor, baseUrl, headers }: VendorApiSettings,
  { method, path, query, body, form, bytes, headers: own, effect }: VendorRequest,
  signal: AbortSignal,
): Promise<VendorReply> {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
  if (query !== undefined) url.search = new URLSearchParams(query).toString()
  const type = bytes !== undefined ? BYTES_TYPE : form !== undefined ? FORM_TYPE : JSON_TYPE
  const sent = head(vendor, { ...headers, ...own, 'content-type': type })
  const init: RequestInit = { method, redirect: 'manual', signal, headers: sent }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (form !== undefined) init.body = new URLSearchParams(form).toString()
  if (bytes !== undefined) init.body = bytes

  try {
    const response = await fetch(url, init)
    const text = await response.text()
    return {
      status: response.status,
      body: parsed(text),
      header: (name) => response.headers.get(name) ?? undefined,
    }
  } catch (error) {
    throw connectionFailure(vendor, error, effect)
  }
}

/** A token with a line break in it would be quoted, whole, in the error about the bad header. */
function head(vendor: string, headers: Readonly<Record<string, string>>): Headers {
  if (Object.values(headers).some((value) => !/^[\x20-\x7e]+$/.test(value))) {
    throw new Refused(`${vendor}-denied`, `The credential for ${vendor} cannot be sent as a header`)
  }
  return new Headers(headers)
}

function connectionFailure(vendor: string, error: unknown, effect: Effect): unknown {
  const cause = error instanceof TypeError ? error.cause : undefined
  if (!(cause instanceof Error)) return error
  const code = 'code' in cause ? String(cause.code) : 'unknown'
  if (NOTHING_SENT.test(code)) {
    return new Unavailable(`${vendor}-unreachable`, `${vendor} cannot be reached (${code})`)
  }
  return new Unavailable(`${vendor}-broken-off`, `The connection to ${vendor} broke (${code})`, {
    mayHaveHappened: effect === 'writes',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits)
  } catch {
    // A proxy's error page is no answer of the vendor's; its status says all there is to know.
    return undefined
  }
}

/** Ids beyond what a number holds are kept as text, digit for digit. */
function keepDigits(this: unknown, _name: string, value: unknown, ...[context]: unknown[]) {
  if (typeof value !== 'number' || !Number.isInteger(value)) return value
  const { source } = context as { source: string }
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(source) ? value : source
}
