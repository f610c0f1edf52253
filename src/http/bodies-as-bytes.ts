import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Has these routes alone take bodies of every type, up to so many bytes, as they came. */
export function takeBodiesAsBytes(server: FastifyInstance, bodyLimit: number): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit },
    async (_request: FastifyRequest, body: Buffer) => body,
  )
}
