import type { Config } from '../config.ts'
import { Refused } from '../domain/failure.ts'
import type { SecretFailure } from '../domain/unset-secrets.ts'

/** Whether this process can read a secret that a document names, from its own environment. */
export const secretFailureOf =
  ({ secret }: Pick<Config, 'secret'>): SecretFailure =>
  (reference) => {
    try {
      secret(reference)
      return undefined
    } catch (error) {
      if (error instanceof Refused) return error.message
      throw error
    }
  }
