/** Credentials are not kept beside the personal data of a delivery. */
const NOT_KEPT = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-verification-token',
])

/** The headers that are stored with a delivery. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_KEPT.has(name)))
}
