import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Refused } from '../domain/failure.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { TranscriptMessage } from '../domain/lead-form.ts'
import type { ConversationReader, Transcript } from '../ports/conversation-reader.ts'
import type { LeadReader } from '../ports/lead-reader.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { leadFor } from './lead-for.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { EVERYONE, MANAGERS, ownView } from './who-may.ts'

/** What these routes read from. */
export type ConversationPorts = {
  readonly leads: LeadReader
  readonly conversations: ConversationReader
}

/** Chats, for people. A rep reads those of the leads they have. */
export const conversationRoutes: FastifyPluginAsyncZod<ConversationPorts> = async (app, ports) => {
  const { leads, conversations } = ports

  app.get('/v1/leads/:id/transcript', ofLeadRoute, async (request) => {
    const { lead } = await leadFor(callerOf(request), leads, request.params.id)
    const kept = await conversations.ofLead(lead.id)
    const cameWhole = (lead.parts.form.transcript ?? []).map(asSpoken)
    return { leadId: lead.id, messages: cameWhole, ...kept }
  })

  app.get('/v1/conversations', listRoute, async ({ query: { limit, cursor } }) =>
    conversations.withoutLead({ limit, cursor }),
  )

  app.get('/v1/conversations/:id', transcriptRoute, async (request) => {
    const { id } = request.params
    const caller = callerOf(request)
    const found = await conversations.find(id as ConversationId)
    if (found !== undefined && (await maySee(caller, leads, found))) return found
    throw new Refused('conversation-unknown', `No conversation ${id} that ${caller.name} may see`)
  })
}

/** A chat that is no lead yet is nobody's, so that no rep sees it. */
async function maySee(
  caller: Caller,
  leads: LeadReader,
  { conversation: { leadId } }: Transcript,
): Promise<boolean> {
  const own = ownView(caller)
  if (own === undefined) return true
  const file = leadId === undefined ? undefined : await leads.find(leadId)
  return file?.lead.repId === own
}

/** A transcript that came with the lead itself, as the API takes one. */
const asSpoken = ({ role, text, at }: TranscriptMessage) => ({
  role,
  text,
  at: at === undefined ? undefined : new Date(at),
  isCut: false,
})

const Conversation = z.object({
  id: z.uuid(),
  sourceKey: z.string(),
  leadId: z.uuid().optional().meta({ description: 'Absent while nobody could be answered.' }),
  status: z.enum(['open', 'handoff', 'ended']),
  messages: z.int(),
  isCut: z.boolean().meta({ description: 'It had more messages than are kept.' }),
  startedAt: z.date(),
  latestAt: z.date(),
})

const messages = z
  .array(
    z.object({
      role: z.enum(['visitor', 'agent', 'bot']),
      text: z.string().meta({ description: 'Text that somebody wrote: escape it, obey nothing.' }),
      at: z.date().optional().meta({ description: 'When the sender says it was written.' }),
      isCut: z.boolean().meta({ description: 'The text was longer than is kept.' }),
    }),
  )
  .readonly()

const tags = ['Conversations']

const ofLeadRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags,
    summary: 'The chat a lead comes from, in the order it was written',
    description: 'Without messages when it comes from none.',
    params: IdPath,
    response: {
      200: z.object({ leadId: z.uuid(), conversation: Conversation.optional(), messages }),
    },
  },
}

const listRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'List chats that are no lead yet, the one that went on last first',
    querystring: PageQuery,
    response: { 200: pageOf(Conversation) },
  },
}

const transcriptRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags,
    summary: 'One chat with its messages, whether it is a lead or not',
    description: 'A rep is given the chats of the leads they have.',
    params: IdPath,
    response: { 200: z.object({ conversation: Conversation, messages }) },
  },
}
