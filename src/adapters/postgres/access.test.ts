import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { RepId } from '../../domain/ids.ts'
import { postgresAccess } from './access.ts'
import { connect } from './connect.ts'

const hashOf = (token: string) => createHash('sha256').update(token).digest()

test('a token leads to its caller until it is revoked', async () => {
  await using database = await scratchDatabase()
  const [manager, rep, revoked] = [randomUUID(), randomUUID(), randomUUID()]
  await database.db
    .insertInto('apiTokens')
    .values([
      { id: manager, name: 'm', tokenHash: hashOf('token-m'), role: 'manager' },
      { id: rep, name: 'r', tokenHash: hashOf('token-r'), role: 'rep', repId: 'ada' as RepId },
      {
        id: revoked,
        name: 'x',
        tokenHash: hashOf('token-x'),
        role: 'admin',
        revokedAt: new Date(),
      },
    ])
    .execute()
  const access = postgresAccess(database.db)

  assert.deepEqual(await access.callerOf('token-m'), { id: manager, name: 'm', role: 'manager' })
  assert.deepEqual(await access.callerOf('token-r'), {
    id: rep,
    name: 'r',
    role: 'rep',
    repId: 'ada',
  })
  assert.equal(await access.callerOf('token-x'), undefined)
  assert.equal(await access.callerOf('token-unknown'), undefined)
})

test('without a database tokens cannot be looked up now', async () => {
  const db = connect('postgres://nobody@127.0.0.1:1/none', 1)

  await assert.rejects(postgresAccess(db).callerOf('token'), Unavailable)
  await db.destroy()
})
