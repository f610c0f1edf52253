/**
 * How long connections may take and how many there may be, so that nobody can use them up by being
 * slow. All times in milliseconds.
 */
export type ConnectionLimits = {
  /** From its beginning until all of a request has arrived, or until it ends unanswered. */
  readonly requestMs: number
  /** From its beginning, or that of the connection, until the headers of a request have arrived. */
  readonly headersMs: number
  /** How long a connection is kept between two requests. */
  readonly idleMs: number
  /** How long nothing may move either way: for those who ask and do not read the answer. */
  readonly silentMs: number
  /** Further connections are closed before they cost memory. */
  readonly most: number
  /** How often requests are looked at whether their time is over. */
  readonly checkMs: number
}

type Asked = {
  readonly requestSeconds: number
  readonly idleSeconds: number
  readonly mostConnections: number
}

/** Honest headers come in one piece, whatever time a body is given. */
const HEADERS_MS = 10_000
/** Live feeds say something every 15 s, and no answer is worked on that long. */
const SILENT_MS = 60_000
/** Node's own 30 s would double every limit. */
const CHECK_MS = 5_000

/** The limits that follow from the settings. */
export function connectionLimits({ requestSeconds, idleSeconds, mostConnections }: Asked) {
  const requestMs = requestSeconds * 1_000
  return {
    requestMs,
    headersMs: Math.min(HEADERS_MS, requestMs),
    idleMs: idleSeconds * 1_000,
    silentMs: Math.max(SILENT_MS, requestMs * 2),
    most: mostConnections,
    checkMs: Math.min(CHECK_MS, requestMs / 2),
  } satisfies ConnectionLimits
}
