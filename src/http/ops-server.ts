import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MetricsText } from '../ports/metrics.ts'

/** What one process says about itself, to this machine only. */
export type OpsServer = {
  readonly port: number
  stop(): Promise<void>
}

/** Answers `/metrics` and `/healthz` on a free port of the loopback address. */
export async function startOpsServer(metrics: MetricsText): Promise<OpsServer> {
  const server = createServer(answerFrom(metrics))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It must not keep a process alive that has nothing else to do.
  server.unref()
  const { port } = server.address() as AddressInfo

  return {
    port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answerFrom(metrics: MetricsText): RequestListener {
  return (request, response) => {
    const answer = (status: number, contentType: string, text: string) =>
      response.writeHead(status, { 'content-type': contentType }).end(text)

    if (request.url === '/healthz') return answer(200, 'application/json', '{"alive":true}')
    if (request.url !== '/metrics') return answer(404, 'text/plain', 'There is nothing here\n')
    metrics.read().then(
      (text) => answer(200, metrics.contentType, text),
      () => answer(500, 'text/plain', 'The measurements cannot be read\n'),
    )
  }
}
