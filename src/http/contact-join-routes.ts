import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { ContactId, JoinId, LeadId, RepId } from '../domain/ids.ts'
import type { ContactJoins, SplitRequest } from '../ports/contact-joins.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { IdPath } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes ask. */
export type ContactJoinPorts = { readonly joins: ContactJoins }

/** Managers say that two contacts are one person, or that one is two. */
export const contactJoinRoutes: FastifyPluginAsyncZod<ContactJoinPorts> = async (
  app,
  { joins },
) => {
  app.post('/v1/contacts/:id/join', joinRoute, (request) => {
    const { with: other, ownerRepId } = request.body
    return joins.join(request.params.id as ContactId, {
      ...occasion(callerOf(request)),
      with: other as ContactId,
      ownerRepId: ownerRepId as RepId | undefined,
    })
  })

  app.post('/v1/contacts/:id/split', splitRoute, (request) => {
    const what = splitRequest(request.body)
    return joins.split(request.params.id as ContactId, {
      ...occasion(callerOf(request)),
      ...what,
    })
  })
}

const occasion = ({ name }: Caller) => ({ by: name, why: 'manual' as const })

const SplitBody = z.strictObject({
  joinId: z.uuid().optional().meta({ description: 'The join to undo.' }),
  leads: z.array(z.uuid()).min(1).max(1_000).optional().meta({
    description: 'Leads that are somebody else’s.',
  }),
})

type What =
  | { readonly joinId: JoinId }
  | Pick<Extract<SplitRequest, { leadIds: unknown }>, 'leadIds'>

function splitRequest({ joinId, leads }: z.infer<typeof SplitBody>): What {
  if (joinId !== undefined && leads === undefined) return { joinId: joinId as JoinId }
  if (leads !== undefined && joinId === undefined) return { leadIds: leads as LeadId[] }
  throw new InvalidFields([{ field: 'body', reason: 'give either joinId or leads' }])
}

const config = { roles: MANAGERS }
const tags = ['Contacts']

const Joined = z.object({
  joinId: z.uuid().meta({ description: 'The entry in the history of the contacts.' }),
  contactId: z.uuid().meta({ description: 'The contact of the person, or the one left.' }),
  otherContactId: z.uuid().meta({ description: 'The contact joined into it, or taken out.' }),
})

const joinRoute = {
  config,
  schema: {
    tags,
    summary: 'Say that two contacts are one person; can be undone',
    description:
      'The other contact becomes a redirect to this one. CRM records are not merged. The owner of ' +
      'longer standing has the person, unless `ownerRepId` names the other one.',
    params: IdPath,
    body: z.strictObject({ with: z.uuid(), ownerRepId: z.string().max(63).optional() }),
    response: { 200: Joined },
  },
}

const splitRoute = {
  config,
  schema: {
    tags,
    summary: 'Say that a contact is two persons',
    description:
      'Undoes the join `joinId`, or takes `leads` out: those that came by a join go back with it, ' +
      'others become a contact of their own. Every lead goes where its key says.',
    params: IdPath,
    body: SplitBody,
    response: { 200: Joined },
  },
}
