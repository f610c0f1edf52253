import type { Socket } from 'node:net'
import { type Problem, problemBody } from './problem.ts'

type ConnectionError = Error & { readonly code?: string }

const STATUS_LINES: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

/** How long a refused sender has to read why, and to close the connection from its side. */
const LINGER_MS = 1_000

/**
 * Answers bytes that are no HTTP request, or come too slowly, and closes the connection: also when the
 * sender keeps its side open, who otherwise would hold it for good.
 */
export function refuseBrokenHttp(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, title] = STATUS_LINES[error.code ?? ''] ?? [400, 'Bad Request']
  const detail = 'The request could not be read.'
  const given: Problem = { status, code: 'request-malformed', title, detail }
  const body = problemBody(given)
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
  const lingering = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(lingering))
}
