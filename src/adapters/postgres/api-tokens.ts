import { createHash, randomBytes } from 'node:crypto'
import { Refused } from '../../domain/failure.ts'
import { newId } from '../../domain/ids.ts'
import type { TokenOffice } from '../../ports/token-office.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/**
 * Hands out tokens, of which `api_tokens` keeps only the SHA-256. Nothing slower is needed: they
 * are 256 random bits, which nobody guesses from a hash.
 */
export function postgresApiTokens(db: Db): TokenOffice {
  return {
    issue: ({ name, role, repId = null }) =>
      translated(async () => {
        const id = newId<string>()
        const token = `stl_${randomBytes(32).toString('base64url')}`
        const tokenHash = createHash('sha256').update(token).digest()
        const added = await db
          .insertInto('apiTokens')
          .values({ id, name, role, repId, tokenHash, revokedAt: null })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (added !== undefined) return { id, token }
        throw new Refused('token-name-conflict', `There is a token named ${name} already`)
      }),
  }
}
