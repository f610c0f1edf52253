import { createHash, randomBytes } from 'node:crypto'
import { Refused } from '../../domain/failure.ts'
import { newId } from '../../domain/ids.ts'
import type { Access } from '../../ports/access.ts'
import type { TokenOffice } from '../../ports/token-office.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Tokens kept as hashes in `api_tokens`. A plain hash will do: they are 256 random bits. */
export function postgresApiTokens(db: Db): Access & TokenOffice {
  return {
    callerOf: (token) =>
      translated(async () => {
        const row = await db
          .selectFrom('apiTokens')
          .select(['id', 'name', 'role', 'repId'])
          .where('tokenHash', '=', hashOf(token))
          .where('revokedAt', 'is', null)
          .executeTakeFirst()
        if (row === undefined) return undefined
        const { id, name, role, repId } = row
        return { id, name, role, ...(repId === null ? {} : { repId }) }
      }),

    issue: ({ name, role, repId = null }) =>
      translated(async () => {
        const id = newId<string>()
        const token = `stl_${randomBytes(32).toString('base64url')}`
        const added = await db
          .insertInto('apiTokens')
          .values({ id, name, role, repId, tokenHash: hashOf(token), revokedAt: null })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (added !== undefined) return { id, token }
        throw new Refused('token-name-conflict', `There is a token named ${name} already`)
      }),
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest()
