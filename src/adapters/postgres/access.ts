import { createHash } from 'node:crypto'
import type { Access } from '../../ports/access.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** API tokens in PostgreSQL, of which only the SHA-256 is kept. */
export function postgresAccess(db: Db): Access {
  return {
    async callerOf(token) {
      const row = await translated(() =>
        db
          .selectFrom('apiTokens')
          .select(['id', 'name', 'role', 'repId'])
          .where('tokenHash', '=', createHash('sha256').update(token).digest())
          .where('revokedAt', 'is', null)
          .executeTakeFirst(),
      )
      if (row === undefined) return undefined
      const { repId, ...caller } = row
      return repId === null ? caller : { ...caller, repId }
    },
  }
}
