import type { RepId } from '../domain/ids.ts'
import type { Role } from './access.ts'

/** Whom a new token is for. */
export type NewToken = {
  /** Unique among all tokens ever given out, so that a record by this name means one token. */
  readonly name: string
  readonly role: Role
  readonly repId?: RepId | undefined
}

/** Hands out API tokens. */
export type TokenOffice = {
  /**
   * Resolves with the token, which is kept only as a hash and can never be read again. Rejects
   * with `Refused` (`token-name-conflict`) when the name was used before.
   */
  issue(token: NewToken): Promise<{ readonly id: string; readonly token: string }>
}
