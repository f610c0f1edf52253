import { setTimeout as pause } from 'node:timers/promises'
import type { FeedEvent, LiveFeed } from '../ports/live-feed.ts'
import type { Log } from '../ports/log.ts'

/** Somebody who follows the feed. */
export type Listener = {
  /** Called for every event once, in order. Never waits: what cannot be sent is the listener's. */
  hear(event: FeedEvent): void
  /** Resolves when more may be sent: at once, unless the listener is behind. */
  ready(): Promise<void>
  /** True once the listener has gone. */
  gone(): boolean
  /** Called when it cannot be told any more; it may come back and resume. */
  end(): void
}

export type LiveBroadcast = {
  /**
   * Tells the listener all events after `from`, or from now on without it, until it has gone or
   * the broadcast is closed. Resolves, with the place it starts at, before the first event; with
   * undefined when the feed could not be read, and then the listener has been ended.
   */
  follow(listener: Listener, from?: string): Promise<string | undefined>
  /** Ends all who follow, for good. */
  close(): void
}

type Options = {
  readonly feed: LiveFeed
  readonly log: Log
  /** How often the feed is read while anybody follows, in milliseconds. */
  readonly everyMs?: number
}

/** As many events as are read at once; a listener that resumes is told that many between pauses. */
const PAGE = 500
/** After a failed read; the database needs seconds to come back, not milliseconds. */
const PAUSE_AFTER_FAILURE_MS = 2_000

/** What the functions below share. */
type Hub = {
  readonly feed: LiveFeed
  readonly log: Log
  readonly everyMs: number
  /** Those who have caught up, with the place each had heard up to when it joined. */
  readonly listeners: Map<Listener, string>
  readonly catchingUp: Set<Listener>
  /** Up to where the listeners have been told; undefined while the feed is not read. */
  position: string | undefined
  closed: boolean
}

/**
 * Reads the feed once for all who follow it in this process, and not at all while nobody does.
 * Somebody who resumes reads on alone until they have caught up with the others.
 */
export function liveBroadcast({ feed, log, everyMs = 200 }: Options): LiveBroadcast {
  const state = { position: undefined, closed: false }
  const hub: Hub = { feed, log, everyMs, listeners: new Map(), catchingUp: new Set(), ...state }

  return {
    async follow(listener, from) {
      const now = await place(hub).catch((error: unknown) => giveUp(hub, listener, error))
      if (now === undefined) return undefined
      const here = hub.position ?? now
      if (from === undefined) join(hub, listener, here)
      else void resume(hub, listener, from)
      return from ?? here
    },
    close() {
      hub.closed = true
      for (const listener of [...hub.listeners.keys(), ...hub.catchingUp]) listener.end()
      hub.listeners.clear()
    },
  }
}

async function resume(hub: Hub, listener: Listener, from: string): Promise<void> {
  hub.catchingUp.add(listener)
  await catchUp(hub, listener, from).catch((error: unknown) => giveUp(hub, listener, error))
  hub.catchingUp.delete(listener)
}

/**
 * Where the listeners stand, or the feed if there are none. Whoever joins must look at the hub's
 * own position again: somebody else may have been faster.
 */
const place = async ({ position, feed }: Hub): Promise<string> => position ?? feed.now()

function join(hub: Hub, listener: Listener, heardTo: string): void {
  if (hub.closed) {
    listener.end()
    return
  }
  hub.listeners.set(listener, heardTo)
  if (hub.position === undefined) void read(hub, heardTo)
}

/** Reads pages for one listener until it stands where the others stand, then lets it join them. */
async function catchUp(hub: Hub, listener: Listener, from: string): Promise<void> {
  let heardTo = from
  while (!listener.gone()) {
    const now = await place(hub)
    const target = hub.position ?? now
    // Nothing is awaited between this comparison and joining, or an event could fall in between.
    if (hub.closed || hub.feed.compare(heardTo, target) >= 0) {
      join(hub, listener, heardTo)
      return
    }
    const events = await hub.feed.after(heardTo, PAGE)
    for (const event of events) listener.hear(event)
    heardTo = events.at(-1)?.position ?? target
    await listener.ready()
  }
}

async function read(hub: Hub, from: string): Promise<void> {
  hub.position = from
  while (!hub.closed && someoneListens(hub)) {
    const events = await next(hub, hub.position).catch((error: unknown) => report(hub, error))
    if (events === undefined) await pause(PAUSE_AFTER_FAILURE_MS)
    else if (events.length < PAGE) await pause(hub.everyMs)
  }
  hub.position = undefined
}

async function next(hub: Hub, from: string): Promise<readonly FeedEvent[]> {
  const events = await hub.feed.after(from, PAGE)
  hub.position = events.at(-1)?.position ?? from
  for (const event of events) tell(hub, event)
  return events
}

function tell({ feed, listeners }: Hub, event: FeedEvent): void {
  for (const [listener, heardTo] of listeners) {
    if (feed.compare(event.position, heardTo) > 0) listener.hear(event)
  }
}

function someoneListens({ listeners }: Hub): boolean {
  for (const listener of listeners.keys()) if (listener.gone()) listeners.delete(listener)
  return listeners.size > 0
}

function giveUp(hub: Hub, listener: Listener, error: unknown): undefined {
  report(hub, error)
  listener.end()
}

function report({ log }: Hub, error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  log.warn({ code }, 'The live feed could not be read')
}
