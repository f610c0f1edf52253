/* What the pages of reps share: the API, and the token that this browser remembers for all of them. */

import { keep, kept } from './kept.js'

const KEY = 'stl-token'
/* Longer than the product takes for anything; a phone between two networks waits for ever. */
const TIME_LIMIT_MS = 10_000

/* The token that somebody signed in with on any page; undefined when nobody did. */
export const keptToken = () => kept(KEY)

export const keepToken = (token) => keep(KEY, token)

export const forgetToken = () => keep(KEY, undefined)

/* An answer other than the one asked for. Without a status there was no answer. */
export class NotAnswered extends Error {
  constructor(status, { code, detail, facts } = {}) {
    super(detail)
    Object.assign(this, { status, code, facts })
  }
}

/* Reads an address of the API, or posts a body to it. Rejects with `NotAnswered`. */
export async function ask(token, path, body) {
  // The browser itself refuses to send such a header, as if there were no network.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new NotAnswered(401, { code: 'not-a-token' })
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    // An answer must not be lost because the phone turns to the call it was given with.
    keepalive: body !== undefined,
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).catch(() => undefined)
  // A network that wants to be signed in to answers everything with a page of its own.
  const content = await response?.json().catch(() => undefined)
  if (response?.ok && content !== undefined) return content
  const isCutOff = response === undefined || response.ok
  throw new NotAnswered(
    isCutOff ? undefined : response.status,
    isCutOff ? { code: 'no-connection' } : content,
  )
}
