import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FeedEvent } from '../ports/live-feed.ts'
import type { Listener } from './live-broadcast.ts'

/** Keeps proxies from closing a silent connection, and shows us one that nobody reads. */
const HEARTBEAT_MS = 15_000
/** Whoever leaves this much unread is cut off, and may resume: memory stays bounded. */
const MAX_UNREAD_BYTES = 1_048_576
/** After this a client has to come back, so that a token that was revoked stops working here too. */
const MAX_AGE_MS = 15 * 60_000

/** A connection that is told events in the format of server-sent events (WHATWG HTML, 9.2). */
export type EventStream = Listener & {
  /** Sends an event of our own, with the place at which a reader of it would resume. */
  announce(name: 'ready' | 'reset', position: string): void
}

/** Turns a response into a stream of those events that `mayHear` lets through. */
export function eventStream(
  response: ServerResponse,
  mayHear: (event: FeedEvent) => boolean,
): EventStream {
  let gone = false
  let wasBehind = false
  const heartbeat = setInterval(beat, HEARTBEAT_MS)
  const lifetime = setTimeout(end, MAX_AGE_MS)
  response.on('close', () => {
    gone = true
    clearInterval(heartbeat)
    clearTimeout(lifetime)
  })
  // A client that goes away is no error of ours; the close event says all we need.
  response.on('error', () => undefined)
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  response.flushHeaders()

  return {
    hear(event) {
      if (mayHear(event)) write(textOf(event))
    },
    announce: (name, position) => write(`id: ${position}\nevent: ${name}\ndata: {}\n\n`),
    gone: () => gone,
    end,
    async ready() {
      if (response.writableNeedDrain && !gone) {
        await Promise.race([once(response, 'drain'), once(response, 'close')])
      }
    },
  }

  function write(text: string): void {
    if (gone) return
    response.write(text)
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy()
  }

  /** Whoever is behind would have to read everything first, and may never do so. */
  function end(): void {
    if (response.writableNeedDrain) response.destroy()
    else response.end()
  }

  function beat(): void {
    if (wasBehind && response.writableNeedDrain) response.destroy()
    wasBehind = response.writableNeedDrain
    write(': heartbeat\n\n')
  }
}

function textOf({ position, leadId, version, type, at, data }: FeedEvent): string {
  const json = JSON.stringify({ leadId, version, type, at, data })
  return `id: ${position}\ndata: ${json}\n\n`
}
