import type { FastifyPluginAsync } from 'fastify'
import type { MetricsText } from '../ports/metrics.ts'
import { MANAGERS } from './who-may.ts'

type MetricsParts = {
  readonly metrics: MetricsText
  /** True while only this machine can ask. Otherwise a token is needed. */
  readonly open: boolean
}

/** For whoever collects measurements: all processes of this machine as one text. */
export const metricsRoutes: FastifyPluginAsync<MetricsParts> = async (app, { metrics, open }) => {
  const config = open ? ({ public: true } as const) : { roles: MANAGERS }
  app.get('/metrics', { config, schema }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.read())
  })
}

const schema = {
  tags: ['Health'],
  summary: 'Measurements in the text format of Prometheus',
  description:
    'Needs no token while the gateway listens on a loopback address and is reached there; ' +
    'otherwise one with the role admin or manager.',
}
