import { newId } from '../../domain/ids.ts'
import type { DeadLetterStore } from '../../ports/dead-letter-store.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Dead letters as rows; one open letter for the same work. */
export function postgresDeadLetterStore(db: Db): DeadLetterStore {
  return {
    bury: ({ taskId, ...work }) =>
      translated(async () => {
        await db
          .insertInto('deadLetters')
          .values({ id: newId(), taskId: taskId ?? null, ...work })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
  }
}
