import { contentHash } from '../../domain/draft.ts'
import { Overtaken } from '../../domain/failure.ts'
import type { Origin } from '../../ports/configuration.ts'
import type { Tx } from './connect.ts'

/**
 * Closes a draft as published, in the transaction that makes it a revision. Rejects with `Overtaken`
 * when anything was done to it since that version, so that nothing is published that nobody saw.
 */
export async function publishDraft(
  tx: Tx,
  { number, version, byId }: NonNullable<Origin['draft']>,
  revision: number,
  by: string,
  at: Date,
): Promise<void> {
  const row = await tx
    .updateTable('configurationDrafts')
    .set({ state: 'published', revision, version: version + 1 })
    .where('number', '=', number)
    .where('version', '=', version)
    .where('state', '=', 'open')
    .returning(['files', 'basedOn'])
    .executeTakeFirst()
  if (row === undefined)
    throw new Overtaken(`Draft ${number} is not at version ${version} any more`)
  const step = { draft: number, version: version + 1, kind: 'published' as const, at }
  await tx
    .insertInto('configurationDraftSteps')
    .values({
      ...step,
      ...{ madeBy: by, madeById: byId, words: null },
      hash: contentHash(row.files, row.basedOn),
    })
    .execute()
}
