import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { LeadId, RepId } from '../domain/ids.ts'
import { OUTCOMES } from '../domain/lead-event.ts'
import {
  type AssignmentDesk,
  type DeskCaller,
  FIRST_CONTACT_KINDS,
} from '../ports/assignment-desk.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { LeadRow } from './lead-schemas.ts'
import { IdPath } from './page-schema.ts'
import { EVERYONE, MANAGERS, ownView } from './who-may.ts'

/** What people do with an assigned lead. A rep acts on their own leads only. */
export const assignmentRoutes: FastifyPluginAsyncZod<{ readonly desk: AssignmentDesk }> = async (
  app,
  { desk },
) => {
  app.post('/v1/leads/:id/acknowledge', acknowledgeRoute, (request) =>
    desk.acknowledge(request.params.id as LeadId, deskCaller(callerOf(request))),
  )

  app.post('/v1/leads/:id/decline', declineRoute, (request) =>
    desk.decline(request.params.id as LeadId, deskCaller(callerOf(request))),
  )

  app.post('/v1/leads/:id/snooze', snoozeRoute, (request) => {
    const caller = deskCaller(callerOf(request))
    return desk.snooze(request.params.id as LeadId, request.body.minutes, caller)
  })

  app.post('/v1/leads/:id/reassign', reassignRoute, (request) => {
    const { name: by, repId: callerRepId } = callerOf(request)
    const { repId, cover: isCover } = request.body
    const asked = { repId: repId as RepId | undefined, isCover, by, callerRepId }
    return desk.reassign(request.params.id as LeadId, asked)
  })

  app.post('/v1/leads/:id/swap', swapRoute, (request) =>
    desk.swap(request.params.id as LeadId, deskCaller(callerOf(request))),
  )

  app.post('/v1/leads/:id/first-contact', firstContactRoute, (request) => {
    const caller = deskCaller(callerOf(request))
    return desk.firstContact(request.params.id as LeadId, request.body.how, caller)
  })

  app.post('/v1/leads/:id/outcome', outcomeRoute, (request) => {
    const caller = deskCaller(callerOf(request))
    return desk.recordOutcome(request.params.id as LeadId, request.body.outcome, caller)
  })
}

/** A manager with a rep of their own still acts for whoever has the lead. */
function deskCaller(caller: Caller): DeskCaller {
  return { name: caller.name, repId: ownView(caller) }
}

const config = { roles: EVERYONE }
const tags = ['Leads']
const response = { 200: LeadRow }

const acknowledgeRoute = {
  config,
  schema: { tags, summary: 'Take an offered lead', params: IdPath, response },
}

const declineRoute = {
  config,
  schema: {
    tags,
    summary: 'Decline a lead, so that it goes to the next rep',
    description: 'Only while it is not accepted: 409 `already-accepted` afterwards, whoever asks.',
    params: IdPath,
    response,
  },
}

const snoozeRoute = {
  config,
  schema: {
    tags,
    summary: 'Put off the answer to an offer',
    description:
      'What would happen without an answer happens as much later, and the rep is reminded. The `sla` ' +
      'document says how long and how often.',
    params: IdPath,
    body: z.strictObject({ minutes: z.int().min(1).max(240) }),
    response,
  },
}

const reassignRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'Move a lead by hand, to a rep or through the rules again',
    description:
      'Counts above whatever happens to the lead at the same moment. Without `repId` the rules are ' +
      'run again without those who had it. The turn it cost is refunded.',
    params: IdPath,
    body: z.strictObject({
      repId: z.string().max(63).optional(),
      cover: z.boolean().default(false).meta({
        description: 'The rep stands in: whoever owns the person stays the owner.',
      }),
    }),
    response,
  },
}

const swapRoute = {
  config,
  schema: {
    tags,
    summary: 'Give up a lead that late data say is for somebody else',
    description:
      'Only where a swap is offered (`lateRoutes` of the explanation). The lead goes through the rules ' +
      'again without its rep, whose turn is refunded.',
    params: IdPath,
    response,
  },
}

const firstContactRoute = {
  config,
  schema: {
    tags,
    summary: 'Record that the person was reached for the first time',
    params: IdPath,
    body: z.strictObject({ how: z.enum(FIRST_CONTACT_KINDS) }),
    response,
  },
}

const outcomeRoute = {
  config,
  schema: {
    tags,
    summary: 'Record what became of a lead',
    params: IdPath,
    body: z.strictObject({ outcome: z.enum(OUTCOMES) }),
    response,
  },
}
