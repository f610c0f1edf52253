import { pino } from 'pino'
import type { Log } from '../../ports/log.ts'

/** Log lines as JSON on the standard output, each with the name of the process that wrote it. */
export function pinoLog({ level, name }: { level: string; name: string }): Log {
  const logger = pino({ level, name, serializers: { error: describe } })
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  }
}

/**
 * What is known to hold no personal data. Everything else an error carries stays out: the database
 * puts the values of a row into `detail`.
 */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, code, message, stack, ...(cause === undefined ? {} : { cause: describe(cause) }) }
}
