import { Refused } from '../domain/failure.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Platform } from './platform.ts'

/** A source whose secret is missing cannot prove anything, so its deliveries are not authentic. */
export function secretsOf({ config, log }: Pick<Platform, 'config' | 'log'>): Secrets {
  return (reference) => {
    try {
      return config.secret(reference).reveal()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      log.error({ code: error.code }, `A source cannot be verified: ${error.message}`)
      return undefined
    }
  }
}
