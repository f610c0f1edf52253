import type { ContactId } from '../../domain/ids.ts'
import { addTasks } from './add-tasks.ts'
import type { Tx } from './connect.ts'
import type { HeldContact } from './hold-persons.ts'
import { settleSharedKeys } from './join-log.ts'
import { materialiseContacts } from './materialise-contacts.ts'
import type { MoveParts } from './move-leads.ts'
import { tasksAfterMove } from './tasks-after-move.ts'

export type SplitParts = MoveParts & { readonly at: Date }

/** What is the same for every split, once the leads are where they belong. */
export async function finishSplit(
  tx: Tx,
  sides: readonly ContactId[],
  members: readonly HeldContact[],
  { at, enqueue }: SplitParts,
): Promise<void> {
  await settleSharedKeys(tx, [...new Set([...sides, ...members.map(({ id }) => id)])])
  await materialiseContacts(tx, sides)
  await addTasks(tx, await tasksAfterMove(tx, sides, 'split'), enqueue, at)
}
