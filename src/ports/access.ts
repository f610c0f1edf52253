import type { RepId } from '../domain/ids.ts'

/** What a token may do, from most to least. */
export const ROLES = ['admin', 'manager', 'rep'] as const
export type Role = (typeof ROLES)[number]

/** Who is asking. `repId` is the rep a token with the role rep acts for. */
export type Caller = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly repId?: RepId
}

/** Knows whom API tokens belong to. */
export type Access = {
  /**
   * The caller a token belongs to; undefined for a token that is unknown or revoked. Tokens are
   * found by their hash, so that the time it takes tells nothing about them.
   *
   * Rejects with `Unavailable` when tokens cannot be looked up now.
   */
  callerOf(token: string): Promise<Caller | undefined>
}
