import { Redis } from 'ioredis'

/** A server that is away is looked for this often at most. */
const LONGEST_PAUSE_MS = 2_000

type Options = {
  readonly url: string
  /** A command is worth no more time than this. */
  readonly timeLimitMs: number
  /** Told once when the connection breaks, and again when it breaks after it had come back. */
  readonly onBroken: (code: string) => void
  /** Sends what is asked for in one turn of the event loop together. */
  readonly isPipelined?: boolean
}

/** A connection that nobody waits for: while the server is away commands reject at once. */
export function redisConnection(options: Options): Redis {
  const { url, timeLimitMs, onBroken, isPipelined = false } = options
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    enableAutoPipelining: isPipelined,
    maxRetriesPerRequest: 0,
    commandTimeout: timeLimitMs,
    connectTimeout: LONGEST_PAUSE_MS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
  })
  let isTold = false
  redis.on('ready', () => {
    isTold = false
  })
  redis.on('error', (error: NodeJS.ErrnoException) => {
    if (!isTold) onBroken(error.code ?? error.name)
    isTold = true
  })
  return redis
}
