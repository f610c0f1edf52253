import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** One token that a widget gave out. */
export type CaptchaToken = {
  /** What version 3 of reCAPTCHA thinks of the visitor: 1 a person, 0 a machine. */
  readonly score?: number
  /** More than two (Google, hCaptcha) or five minutes (Cloudflare) old. */
  readonly expired?: boolean
}

type CaptchaReceived = {
  calls: number
  /** The tokens that are good, each for one call; a test adds them. */
  readonly tokens: Map<string, CaptchaToken>
  /** What was asked, but for the secret. */
  readonly checks: { readonly path: string; readonly token: string; readonly remoteip?: string }[]
}

/** The secret key the sandbox accepts unless told another. */
export const SANDBOX_CAPTCHA_SECRET = 'captcha-sandbox-secret'

type Dialect = {
  /** A token that is none of theirs, and one that was used or grew too old. */
  readonly wrong: string
  readonly spent: string
  readonly expired: string
  readonly about: (token: CaptchaToken) => object
}

const dialects: Readonly<Record<string, Dialect>> = {
  '/turnstile/v0/siteverify': {
    wrong: 'invalid-input-response',
    spent: 'timeout-or-duplicate',
    expired: 'timeout-or-duplicate',
    about: () => ({ action: '', cdata: '', metadata: { interactive: false } }),
  },
  '/siteverify': {
    wrong: 'invalid-input-response',
    spent: 'already-seen-response',
    expired: 'expired-input-response',
    about: () => ({ credit: false }),
  },
  '/recaptcha/api/siteverify': {
    wrong: 'invalid-input-response',
    spent: 'timeout-or-duplicate',
    expired: 'timeout-or-duplicate',
    about: ({ score }) => (score === undefined ? {} : { score, action: 'submit' }),
  },
}

/**
 * `siteverify` of Cloudflare Turnstile, hCaptcha and reCAPTCHA, each under its own path: a form with
 * `secret`, `response` and, if one likes, `remoteip`, answered with `success` and, when that is false,
 * `error-codes`. A token passes once. Verdicts come with status 200; the `error` of a behaviour is an
 * error code.
 */
export function captchaSandbox(
  options: { port?: number; secret?: string } = {},
): Promise<Sandbox<CaptchaReceived>> {
  const { secret = SANDBOX_CAPTCHA_SECRET } = options
  const received: CaptchaReceived = { calls: 0, tokens: new Map(), checks: [] }
  const seen = new Set<string>()
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const dialect = dialects[call.path]
      if (dialect === undefined || call.method !== 'POST') return { status: 404 }
      const form = formIn(call)
      const refused = refusal(form, secret)
      if (refused !== undefined) return no(refused)
      const { response = '', remoteip } = form ?? {}
      received.checks.push({ path: call.path, token: response, ...(remoteip && { remoteip }) })
      const isSpent = seen.has(response)
      seen.add(response)
      return verification(dialect, received.tokens.get(response), isSpent)
    },
  })
}

function verification(dialect: Dialect, token: CaptchaToken | undefined, isSpent: boolean): Answer {
  if (token === undefined) return no(dialect.wrong)
  if (token.expired) return no(dialect.expired)
  return isSpent ? no(dialect.spent) : yes(dialect, token)
}

function refusal(form: Form | undefined, secret: string): string | undefined {
  if (form === undefined) return 'bad-request'
  if (!form.secret) return 'missing-input-secret'
  if (form.secret !== secret) return 'invalid-input-secret'
  return form.response ? undefined : 'missing-input-response'
}

type Form = Readonly<Record<string, string>>

function formIn({ header, body }: Call): Form | undefined {
  const isForm = header('content-type')?.startsWith('application/x-www-form-urlencoded')
  return isForm ? (body as Form) : undefined
}

function yes({ about }: Dialect, token: CaptchaToken): Answer {
  const solved = { challenge_ts: '2026-03-02T14:29:58.000Z', hostname: 'www.acme.example' }
  return { status: 200, body: { success: true, ...solved, 'error-codes': [], ...about(token) } }
}

const no = (code: string): Answer => ({
  status: 200,
  body: { success: false, 'error-codes': [code] },
})

function failure(status: number, { error, retryAfterSeconds }: Behaviour): Answer {
  if (error !== undefined) return { ...no(error), status }
  if (retryAfterSeconds === undefined) return { status }
  return { status, headers: { 'retry-after': `${retryAfterSeconds}` } }
}
