import { readdir, readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { LEAD_PAGE } from './lead-page.ts'
import { repPage } from './rep-page.ts'

const FOLDER = new URL('../../pages/', import.meta.url)

const PUSH_PAGE = repPage(
  'alertsHere',
  `<p data-word="aboutAlerts"></p>
<form><label><span data-word="token"></span>
<input name="token" type="password" required autocomplete="current-password"></label>
<button data-word="subscribe"></button></form>
<p><output></output></p>`,
  { script: '/pages/subscribe.js' },
)

/** Where a page is served, and its text. The same for everybody; their scripts know the rest. */
const PAGES = { '/push': PUSH_PAGE, '/leads/:id': LEAD_PAGE }

/** Lies where browsers that subscribed know it, and not with the others. */
const WORKER = 'worker.js'

const HEADERS = {
  'cache-control': 'no-cache',
  // Without its script a form would put the token into its address; so it may send nothing.
  'content-security-policy':
    "default-src 'self'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  // A worker is otherwise allowed what lies below its own address alone.
  'service-worker-allowed': '/push',
}

/**
 * The pages of reps: where alerts come to this browser, and where the links of alerts lead. They read
 * and answer by the API, with the token of the rep, which the browser remembers for both.
 */
export const repPageRoutes: FastifyPluginAsync = async (app) => {
  const route = { config: { public: true }, schema: { hide: true } } as const
  for (const [path, page] of Object.entries(PAGES)) {
    app.get(path, route, (_request, reply) =>
      reply.headers(HEADERS).type('text/html; charset=utf-8').send(page),
    )
  }
  for (const name of (await readdir(FOLDER)).filter((one) => one.endsWith('.js'))) {
    const path = name === WORKER ? `/push/${name}` : `/pages/${name}`
    const text = await readFile(new URL(name, FOLDER), 'utf8')
    app.get(path, route, (_request, reply) =>
      reply.headers(HEADERS).type('text/javascript; charset=utf-8').send(text),
    )
  }
}
