import { Agent, request } from 'node:http'
import type { Hostile } from './hostile-delivery.ts'

/** What came back; `broken` when the connection was closed before an answer. */
export type Answered =
  | { readonly status: number; readonly text: string }
  | { readonly broken: string }

/** Sends deliveries over few connections that are used again and again. */
export function sender(url: string): Disposable & { send(it: Hostile): Promise<Answered> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  return {
    send: (it) => sent(url, agent, it),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/** A kept connection that the server has just closed is no answer to a request: it is sent anew. */
async function sent(url: string, agent: Agent, it: Hostile): Promise<Answered> {
  const first = await once(url, agent, it)
  return 'broken' in first && first.reused ? once(url, agent, it) : first
}

type Once = Exclude<Answered, { broken: string }> | { broken: string; reused: boolean }

function once(url: string, agent: Agent, { path, headers, body }: Hostile): Promise<Once> {
  const { hostname, port } = new URL(url)
  const length = headers['transfer-encoding'] === undefined ? { 'content-length': body.length } : {}
  return new Promise((resolve) => {
    const sending = request(
      { hostname, port, path, agent, method: 'POST', headers: { ...headers, ...length } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (more) => {
          text += more
        })
        answer.on('error', (error) => resolve({ broken: error.message, reused: false }))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    sending.on('error', (error) => resolve({ broken: error.message, reused: sending.reusedSocket }))
    sending.end(body)
  })
}
