import { type ChatNews, continueChat } from '../../domain/continue-chat.ts'
import { notesOn } from '../../domain/conversation.ts'
import type { NextStage } from '../../domain/evolve.ts'
import type { LeadId } from '../../domain/ids.ts'
import { mergeForms } from '../../domain/merge-forms.ts'
import { recordAll } from './append.ts'
import type { Tx } from './connect.ts'
import type { ConversationChange } from './conversation-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { anyOf } from './fixed-text.ts'

type Parts = {
  readonly enqueue: Enqueue
  readonly nextStage: NextStage
  readonly firstStage: string
  /** That their deliveries are read again at this time, long after they came. */
  readonly again?: { readonly at: Date } | undefined
}

/** A conversation that has a lead. */
export type Continued = ConversationChange & { readonly leadId: LeadId }

/** A task that is due sooner may have been begun, and would not see what has come since. */
const NOT_BEGUN_MS = 2_000

/** Tells the leads of these conversations what their chats have brought, under the leads' locks. */
export async function continueLeads(
  tx: Tx,
  continued: readonly Continued[],
  { enqueue, nextStage, firstStage, again }: Parts,
): Promise<void> {
  if (continued.length === 0) return
  const dueTimes = await scoringDue(tx, continued)
  const items = continued.map((change) => {
    const at = again?.at ?? change.latest.receivedAt
    const due = dueTimes.get(change.leadId)
    const willBeScored = due !== undefined && due.getTime() > at.getTime() + NOT_BEGUN_MS
    const given = { at, firstStage, willBeScored }
    return [
      change.leadId,
      (lead) => continueChat(lead, newsOf(change), given),
    ] satisfies Parameters<typeof recordAll>[1][number]
  })
  const settled = await recordAll(tx, items, { enqueue, nextStage })
  const failed = settled.find((one) => 'error' in one)
  if (failed !== undefined) throw failed.error
}

/** Until when the latest task waits that scores each of the leads. */
async function scoringDue(tx: Tx, continued: readonly Continued[]) {
  const rows = await tx
    .selectFrom('tasks')
    .select(['leadId', (select) => select.fn.max('dueAt').as('dueAt')])
    .where('leadId', '=', anyOf(continued.map(({ leadId }) => leadId)))
    .where('follower', '=', 'late-data')
    .where('state', '=', 'open')
    .groupBy('leadId')
    .execute()
  return new Map(rows.map(({ leadId, dueAt }) => [leadId, dueAt ?? undefined]))
}

function newsOf({ id, before, after, added, news }: Continued): ChatNews {
  return {
    messages: added.length,
    form: news.reduce((form, { part }) => mergeForms(form, part.form).form, {}),
    chat: notesOn(id, after),
    askedForPerson: before.handoffAt === undefined && after.handoffAt !== undefined,
    ended: before.endedAt === undefined && after.endedAt !== undefined,
  }
}
