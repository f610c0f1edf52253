import type { Source } from '../domain/documents/sources.ts'
import { Refused } from '../domain/failure.ts'

/** A browser asks once a day whether it may post. */
const MAX_AGE_SECONDS = 86_400

/**
 * The headers that let a page read our answer. Refuses (`origin-not-allowed`) pages of origins
 * that the source does not list; requests that name no origin come from no page and may pass.
 */
export function corsHeaders(
  { allowedOrigins }: Source,
  origin: string | undefined,
): Record<string, string> {
  if (origin === undefined) return {}
  if (allowedOrigins.length === 0) return { 'access-control-allow-origin': '*', ...exposed }
  if (!allowedOrigins.some((allowed) => new URL(allowed).origin === origin)) {
    throw new Refused('origin-not-allowed', 'The origin of the page is not listed')
  }
  return { 'access-control-allow-origin': origin, vary: 'Origin', ...exposed }
}

/** So that a script knows when to come back. */
const exposed = { 'access-control-expose-headers': 'Retry-After' }

/** What a browser may send after it asked. */
export const preflightHeaders = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'Content-Type, Idempotency-Key',
  'access-control-max-age': String(MAX_AGE_SECONDS),
} as const
