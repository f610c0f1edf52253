import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'

const SNIPPET = new URL('../../snippet/capture.js', import.meta.url)

/** Pages may use an old snippet for an hour, and for a day while they ask for a newer one. */
const CACHE_CONTROL = 'public, max-age=3600, stale-while-revalidate=86400'

/** `/capture.js`: what a page loads to send its forms to us. Any page may. */
export const snippetRoutes: FastifyPluginAsync = async (app) => {
  const plain = await readFile(SNIPPET)
  const packed = await promisify(gzip)(plain, { level: 9 })
  // Weak, because one tag stands for the packed and the plain form.
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`

  app.get('/capture.js', { config: { public: true }, schema: { hide: true } }, (request, reply) => {
    const isPacked = takesGzip(request)
    reply.headers({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': CACHE_CONTROL,
      vary: 'Accept-Encoding',
      etag,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    })
    if (hasCurrent(request, etag)) return reply.code(304).send()
    return reply.send(isPacked ? packed : plain)
  })
}

/** Refused by `gzip;q=0`, as RFC 9110 has it. */
function takesGzip({ headers }: FastifyRequest): boolean {
  const accepted = String(headers['accept-encoding'] ?? '')
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accepted)
}

function hasCurrent({ headers }: FastifyRequest, etag: string): boolean {
  const known = String(headers['if-none-match'] ?? '')
  return known === '*' || known.split(',').some((one) => one.trim() === etag)
}
