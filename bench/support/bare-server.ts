import { once } from 'node:events'
import Fastify from 'fastify'

/**
 * The control of accepting: Fastify alone, which takes the same bodies, parses them and answers
 * like the product, and keeps nothing. Tells its parent its address.
 */
const server = Fastify()
let taken = 0
server.post('/v1/capture/:sourceKey', async (_request, reply) => {
  taken += 1
  return reply.code(202).send({ leadId: `${taken}`, status: 'accepted' })
})
const url = await server.listen({ host: '127.0.0.1', port: 0 })
process.send?.(url)
await once(process, 'disconnect')
process.exit(0)
