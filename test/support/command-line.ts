import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { type Product, productAt } from '../../src/cli/product.ts'

/** What a command printed, and how it ended. */
export type Ran = { readonly exitCode: number; readonly out: string; readonly complaint: string }

/** Runs one command line against the product at this address. */
export async function stl(
  address: { readonly url: string; readonly token?: string },
  ...args: string[]
): Promise<Ran> {
  const printed: string[] = []
  const complaints: string[] = []
  const exitCode = await runCommandLine(args, {
    out: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
    product: async (): Promise<Product> =>
      productAt({ url: address.url, token: address.token ?? 'token' }),
  })
  return { exitCode, out: printed.join('\n'), complaint: complaints.join('\n') }
}

/** One request as the stub received it. */
export type Received = {
  readonly line: string
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

/** A product that gives prepared answers, by `METHOD /path`, and keeps what it was asked. */
export async function stubProduct(
  answers: Readonly<Record<string, readonly [status: number, body: unknown]>>,
) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { 'content-type': contentType, authorization } = request.headers
    const line = `${request.method} ${request.url}`
    received.push({ line, contentType, authorization, body })
    const [status, answer] = answers[line] ?? [404, { status: 404, title: 'Not found' }]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
