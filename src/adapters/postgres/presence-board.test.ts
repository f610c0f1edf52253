import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { RepId } from '../../domain/ids.ts'
import type { Presence } from '../../domain/presence.ts'
import { postgresPresenceBoard } from './presence-board.ts'

test('an escalation sets nobody away who has said so, and their own word replaces it', async () => {
  await using database = await scratchDatabase()
  const board = postgresPresenceBoard(database.db)
  const repId = 'jonas' as string as RepId
  const say = async (presence: Presence) => {
    await board.change({ repId, presence, by: 'anybody', at: new Date() })
    return (await board.all()).get(repId)
  }

  const said: (Presence | undefined)[] = []
  for (const word of ['away', 'set-away', 'online', 'set-away', 'set-away', 'away'] as const) {
    said.push(await say(word))
  }

  assert.deepEqual(said, ['away', 'away', 'online', 'set-away', 'set-away', 'away'])
})
