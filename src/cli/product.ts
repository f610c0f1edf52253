import * as z from 'zod'
import { parsedJson } from '../domain/parsed-json.ts'
import { CommandFailed } from './command.ts'
import { type Address, NOT_RUNNING } from './environment.ts'
import { linesOf } from './lines-of.ts'

/** Longer than any answer takes while the product is well. */
const TIME_LIMIT_MS = 30_000

/** A raw request, as a vendor would make it. */
export type RawRequest = {
  readonly contentType: string
  readonly body: Uint8Array | string
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>
  /** For what takes longer than other answers. */
  readonly timeLimitMs?: number
}

/** A request whose body may be read from the disk as it is sent. */
type BytesRequest = Omit<RawRequest, 'body'> & {
  readonly body: RawRequest['body'] | Blob
  /** POST when left out. */
  readonly method?: 'POST' | 'PUT'
}

/** What came back, as it came. */
export type RawAnswer = {
  readonly status: number
  readonly contentType: string
  readonly text: string
  /** After how many seconds it may be asked again, where the answer said so. */
  readonly retryAfterSeconds?: number
}

/** The running product, over HTTP. Problem replies become `CommandFailed` with their words. */
export type Product = {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>
  /** As `post`, or as `method` says, with a body that is sent as it is. */
  postBytes<T>(path: string, request: BytesRequest, schema: z.ZodType<T>): Promise<T>
  patch<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>
  put<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>
  remove(path: string): Promise<void>
  /** The lines of a long answer, as they come; fails when it does not come to its end. */
  lines(path: string): AsyncIterable<string>
  /** Posts bytes without a token, and gives back whatever the answer is. */
  postRaw(path: string, request: RawRequest): Promise<RawAnswer>
  /** As `post`, but gives back a problem of status 422 or 503 instead of failing. */
  attempt<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    timeLimitMs?: number,
  ): Promise<T | Problem>
}

const Problem = z.object({
  status: z.number(),
  title: z.string().default('Refused'),
  detail: z.string().optional(),
  code: z.string().optional(),
  problems: z
    .array(
      z.object({
        file: z.string(),
        line: z.number().nullish(),
        path: z.string().optional(),
        named: z.string().optional(),
        reason: z.string(),
      }),
    )
    .optional(),
})
/** A problem reply (RFC 9457), with the list that `config/apply` adds. */
export type Problem = z.infer<typeof Problem> & {
  readonly isProblem: true
  readonly retryAfterSeconds?: number
}

/** The product at an address. */
export function productAt({ url, token }: Address): Product {
  const authorization = `Bearer ${token}`
  const send = (method: string, path: string, body?: unknown, timeLimitMs?: number) => {
    const init = {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    return request(url, path, init, timeLimitMs)
  }

  return {
    get: async (path, schema) => succeeded(await send('GET', path), schema),
    post: async (path, body, schema) => succeeded(await send('POST', path, body), schema),
    postBytes: async (
      path,
      { contentType, body, headers, method = 'POST', timeLimitMs },
      schema,
    ) => {
      const all = { ...headers, 'content-type': contentType, authorization }
      const init = { method, headers: all, body }
      return succeeded(await request(url, path, init, timeLimitMs), schema)
    },
    patch: async (path, body, schema) => succeeded(await send('PATCH', path, body), schema),
    put: async (path, body, schema) => succeeded(await send('PUT', path, body), schema),
    lines: (path) => lines(`${url}${path}`, authorization),
    remove: async (path) => void succeeded(await send('DELETE', path), z.unknown()),
    async attempt(path, body, schema, timeLimitMs) {
      const answer = await send('POST', path, body, timeLimitMs)
      return answer.status === 422 || answer.status === 503
        ? problemOf(answer)
        : succeeded(answer, schema)
    },
    postRaw: (path, { contentType, body }) =>
      request(url, path, { method: 'POST', headers: { 'content-type': contentType }, body }),
  }
}

async function* lines(url: string, authorization: string): AsyncGenerator<string> {
  // Without a time limit: how long it takes depends on how much there is.
  const response = await fetch(url, { headers: { authorization } }).catch(() => {
    throw new CommandFailed(`Nobody answers at ${new URL(url).origin}.\n${NOT_RUNNING}`)
  })
  if (!response.ok || response.body === null) {
    const { status } = response
    succeeded({ status, contentType: '', text: await response.text() }, z.unknown())
    return
  }
  try {
    yield* linesOf(response.body)
  } catch (cause) {
    if (cause instanceof CommandFailed) throw cause
    throw new CommandFailed('The answer broke off before its end.')
  }
}

async function request(
  url: string,
  path: string,
  init: RequestInit,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<RawAnswer> {
  const signal = AbortSignal.timeout(timeLimitMs)
  const response = await fetch(`${url}${path}`, { ...init, signal }).catch(() => {
    throw new CommandFailed(`Nobody answers at ${url}.\n${NOT_RUNNING}`)
  })
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 'none')
  return {
    ...(Number.isFinite(retryAfterSeconds) && { retryAfterSeconds }),
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    text: await response.text(),
  }
}

function succeeded<T>(answer: RawAnswer, schema: z.ZodType<T>): T {
  if (answer.status >= 300) {
    const { title, detail } = problemOf(answer)
    throw new CommandFailed(detail === undefined ? title : `${title}: ${detail}`)
  }
  const checked = schema.safeParse(parsedJson(answer.text))
  if (checked.success) return checked.data
  throw new CommandFailed(
    'The product answered in a way this version of the command line does not understand.',
  )
}

function problemOf({ status, text, retryAfterSeconds }: RawAnswer): Problem {
  const later = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  const problem = Problem.safeParse(parsedJson(text))
  if (problem.success) return { ...problem.data, ...later, isProblem: true }
  return { status, title: `The product answered ${status}`, ...later, isProblem: true }
}
