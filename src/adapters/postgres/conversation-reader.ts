import { type Selectable, sql } from 'kysely'
import * as z from 'zod'
import { asWritten } from '../../domain/conversation.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type {
  ConversationReader,
  ConversationRow,
  Transcript,
} from '../../ports/conversation-reader.ts'
import type { PageRequest } from '../../ports/page.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'

/** Milliseconds are exact: `latest_at` is written from our clock, which has no finer ones. */
const Place = z.tuple([z.iso.datetime(), z.uuid()])

type Row = Selectable<Tables['conversations']> & { readonly messages: number }

/** Reads conversations in the tables that the intake writes. */
export function postgresConversationReader(db: Db): ConversationReader {
  const found = (row: Row | undefined) => (row === undefined ? undefined : transcriptOf(db, row))
  return {
    withoutLead: (page) => translated(() => list(db, page)),
    find: (id) =>
      translated(async () => found(await rows(db).where('id', '=', id).executeTakeFirst())),
    ofLead: (id) =>
      translated(async () => found(await rows(db).where('leadId', '=', id).executeTakeFirst())),
  }
}

function rows(db: Db) {
  return db
    .selectFrom('conversations')
    .selectAll()
    .select(
      sql<number>`(select count(*)::integer from conversation_messages
        where conversation_id = conversations.id)`.as('messages'),
    )
}

async function list(db: Db, { limit, cursor }: PageRequest) {
  const place = readCursor(Place, cursor)
  const found = await rows(db)
    .where('leadId', 'is', null)
    .$if(place !== undefined, (query) =>
      query.where(
        sql<boolean>`(latest_at, id) < (${place?.[0]}::timestamptz, ${place?.[1]}::uuid)`,
      ),
    )
    .orderBy('latestAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(found, limit, (row) => [row.latestAt.toISOString(), row.id], summaryOf)
}

async function transcriptOf(db: Db, row: Row): Promise<Transcript> {
  const messages = await db
    .selectFrom('conversationMessages')
    .select(['role', 'text', 'at', 'receivedAt', 'sequence', 'isCut'])
    .where('conversationId', '=', row.id as ConversationId)
    .execute()
  return {
    conversation: summaryOf(row),
    messages: messages
      .map(({ at, ...message }) => ({ ...message, at: at ?? undefined }))
      .sort(asWritten)
      .map(({ role, text, at, isCut }) => ({ role, text, at, isCut })),
  }
}

function summaryOf({ leadId, handoffAt, endedAt, ...row }: Row): ConversationRow {
  const { id, sourceKey, messages, isCut, startedAt, latestAt } = row
  const waits = handoffAt === null ? 'open' : 'handoff'
  const status = endedAt === null ? waits : 'ended'
  const known = { id, sourceKey, leadId: leadId ?? undefined, status } as const
  return { ...known, messages, isCut, startedAt, latestAt }
}
