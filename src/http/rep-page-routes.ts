import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { htmlPage } from './html-page.ts'
import { LEAD_PAGE } from './lead-page.ts'

const FOLDER = new URL('../../pages/', import.meta.url)

const PUSH_PAGE = htmlPage(
  'Alerts in this browser',
  `<p>You get an alert for each lead that is offered to you, and answer by its buttons.</p>
<form><label>Your API token
<input name="token" type="password" required autocomplete="current-password"></label>
<button>Get alerts here</button></form>
<p><output></output></p>
<script type="module" src="/pages/subscribe.js"></script>`,
)

/** Where a page is served, and its text. The pages themselves are the same for everybody, and say nothing. */
const PAGES = { '/push': PUSH_PAGE, '/leads/:id': LEAD_PAGE }

/** The worker must lie where browsers that subscribed know it. */
const SCRIPTS = {
  '/push/worker.js': 'worker.js',
  '/pages/subscribe.js': 'subscribe.js',
  '/pages/api.js': 'api.js',
  '/pages/lead.js': 'lead.js',
  '/pages/lead-view.js': 'lead-view.js',
  '/pages/lead-words.js': 'lead-words.js',
}

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
  for (const [path, name] of Object.entries(SCRIPTS)) {
    const text = await readFile(new URL(name, FOLDER), 'utf8')
    app.get(path, route, (_request, reply) =>
      reply.headers(HEADERS).type('text/javascript; charset=utf-8').send(text),
    )
  }
}
