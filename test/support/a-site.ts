import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The site of a customer: pages by path, at an origin of its own. */
export type Site = AsyncDisposable & {
  readonly url: string
  /** What is served from now on, by path; a page is the inside of a body. */
  readonly pages: Map<string, string>
}

/** Starts one without pages. */
export async function aSite(): Promise<Site> {
  const pages = new Map<string, string>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    const page = pages.get(pathname)
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
    })
    response.end(`<!doctype html><title>Page ${pathname}</title><body>${page ?? ''}</body>`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
