import type { Address } from '../src/cli/environment.ts'

/** Longer than any answer takes while the product is well. */
const TIME_LIMIT_MS = 15_000

/** What the product answered; a body that is not JSON is left out. */
export type Answer = { readonly status: number; readonly body: unknown }

/** The running product over HTTP, as sources, reps and scripts see it. */
export type Api = Address & {
  /** Sends bytes as they are, with the token when asked to. */
  send(path: string, request: Sending): Promise<Answer>
  /** Reads with the token. Rejects when the answer is not a success. */
  get(path: string): Promise<unknown>
  /** Does something with the token, and gives back whatever the answer is. */
  act(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer>
}

type Sending = {
  readonly contentType: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly needsToken: boolean
}

/** The product at an address. */
export function apiAt(address: Address): Api {
  const { url, token } = address
  const authorization = { authorization: `Bearer ${token}` }
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const signal = AbortSignal.timeout(TIME_LIMIT_MS)
    const response = await fetch(`${url}${path}`, { ...init, signal }).catch((cause: unknown) => {
      throw new Error(`The product does not answer at ${url}`, { cause })
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : undefined }
  }

  return {
    ...address,
    send: (path, { contentType, body, headers, needsToken }) =>
      call(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType, ...(needsToken ? authorization : {}) },
        body,
      }),
    async get(path) {
      const { status, body } = await call(path, { headers: authorization })
      if (status === 200) return body
      throw new Error(`The product answered ${status} to GET ${path}`)
    },
    act: (method, path, body) =>
      call(path, {
        method,
        headers: body === undefined ? authorization : { ...authorization, ...JSON_HEADER },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

const JSON_HEADER = { 'content-type': 'application/json' }
