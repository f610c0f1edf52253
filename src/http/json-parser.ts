import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readJson } from './read-json.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came. */
    rawBody?: Uint8Array
  }
}

/** The largest body that is read, in bytes: 1 MiB. */
export const BODY_LIMIT = 1_048_576

/** Reads JSON bodies of our own API, and nothing else; the bytes stay beside what they say. */
export function readJsonBodies(server: FastifyInstance): void {
  server.decorateRequest('rawBody')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(\s*;|$)/i,
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    async (request: FastifyRequest, body: Buffer) => {
      request.rawBody = body
      return readJson(body)
    },
  )
}
