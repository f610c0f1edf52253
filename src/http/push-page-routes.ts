import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { htmlPage } from './html-page.ts'

const FOLDER = new URL('../../push/', import.meta.url)

const PAGE = htmlPage(
  'Alerts in this browser',
  `<p>You get an alert for each lead that is offered to you, and answer by its buttons.</p>
<form><label>Your API token <input name="token" type="password" required autocomplete="off"></label>
<button>Get alerts here</button></form>
<p><output></output></p>
<script src="/push/subscribe.js"></script>`,
)

/** The page by which a rep gets alerts in their browser, and the worker that shows and answers them. */
export const pushPageRoutes: FastifyPluginAsync = async (app) => {
  const route = { config: { public: true }, schema: { hide: true } } as const
  const headers = {
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
    // A worker is otherwise allowed what lies below its own address alone.
    'service-worker-allowed': '/push',
  }
  app.get('/push', route, (_request, reply) =>
    reply.headers(headers).type('text/html; charset=utf-8').send(PAGE),
  )
  for (const name of ['worker.js', 'subscribe.js']) {
    const text = await readFile(new URL(name, FOLDER), 'utf8')
    app.get(`/push/${name}`, route, (_request, reply) =>
      reply.headers(headers).type('text/javascript; charset=utf-8').send(text),
    )
  }
}
