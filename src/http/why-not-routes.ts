import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import { Refused } from '../domain/failure.ts'
import type { LeadId, RepId } from '../domain/ids.ts'
import { AWAY } from '../domain/presence.ts'
import type { Change } from '../domain/why-not/change.ts'
import { whyNotText } from '../domain/why-not/why-not-text.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { ASSUMPTIONS, type DecisionScenes } from '../ports/decision-scenes.ts'
import type { WhyNotFinder } from '../ports/why-not-finder.ts'
import { callerOf } from './authenticate.ts'
import { IdPath } from './page-schema.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What finds the answer. */
export type WhyNotPorts = {
  readonly configuration: ConfigurationStore
  readonly scenes: DecisionScenes
  readonly whyNotFinder: WhyNotFinder
}

/** Why a lead did not come to a rep: the smallest change that would have sent it there. */
export const whyNotRoutes: FastifyPluginAsyncZod<WhyNotPorts> = async (app, ports) => {
  app.get('/v1/leads/:id/why-not', whyNotRoute, async (request) => {
    const own = ownView(callerOf(request))
    const repId = request.query.rep as RepId
    if (own !== undefined && own !== repId) {
      throw new Refused('why-not-not-allowed', `${own} may not ask for ${repId}`)
    }
    const { teams } = (await ports.configuration.current()).documents
    const nameOf = (id: string) => teams.reps.find((rep) => rep.id === id)?.name ?? id
    const leadId = request.params.id as LeadId
    const decided = await ports.scenes.latest(leadId)
    if (decided === undefined) throw new Refused('decision-unknown', `No decision on ${leadId}`)
    const { scene, at, got, assumed } = decided
    const { documents, revision } = scene.locked.configuration
    const reps = documents.teams.reps.map(({ id }) => id)
    if (!reps.includes(repId)) {
      const told = noneOfThatName('rep', repId, reps)
      throw new Refused('rep-unknown', `No rep ${repId} in revision ${revision}`, told)
    }
    const { changes, turn, got: gotAgain } = await ports.whyNotFinder.find(scene, repId)
    // What the lead of somebody else says is not for a rep to read.
    const withFacts = own === undefined
    return {
      ...{ leadId, repId, at, revision, got, turn, assumed },
      reproduced: gotAgain === got,
      changes: changes?.map((change) => (withFacts ? change : withoutValues(change))),
      sentence: whyNotText({ got, changes, turn }, repId, { nameOf, withFacts }),
    }
  })
}

/** A change with the names of fields alone. */
function withoutValues(change: Change) {
  if (change.kind !== 'facts') return change
  const { facts, ...rest } = change
  return { ...rest, fields: Object.keys(facts) }
}

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])

const ChangeBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('turn'), poolId: z.string(), credits: z.number() }),
  z.object({ kind: z.literal('presence'), was: z.enum(AWAY).optional() }),
  z.object({ kind: z.literal('time-off') }),
  z.object({ kind: z.literal('cap') }),
  z.object({ kind: z.literal('tried') }),
  z.object({ kind: z.literal('skills'), skills: z.record(z.string(), z.number()) }),
  z.object({ kind: z.literal('member'), poolId: z.string() }),
  z.object({ kind: z.literal('owner'), of: z.enum(['contact', 'account']), was: z.string() }),
  z.object({ kind: z.literal('active') }),
  z.object({
    kind: z.literal('facts'),
    ruleId: z.string(),
    facts: z.record(z.string(), Value).optional(),
    fields: z.array(z.string()).optional().meta({
      description: 'Instead of `facts`, for a rep.',
    }),
  }),
])

const whyNotRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags: ['Leads'],
    summary: 'Why a lead did not come to a rep: the smallest change that would have sent it there',
    description:
      'Found by running rules and turns again as they were at the latest decision, with one ' +
      'thing changed after another. A rep may ask for themselves, about any lead whose id they ' +
      'know, and is told nothing that the lead says.',
    params: IdPath,
    querystring: z.object({ rep: z.string().min(1).max(63) }),
    response: {
      200: z.object({
        leadId: z.uuid(),
        repId: z.string(),
        sentence: z.string(),
        at: z.date().meta({ description: 'When that decision was made.' }),
        revision: z.int(),
        got: z.string().optional().meta({ description: 'Absent when the lead waited.' }),
        changes: z.array(ChangeBody).readonly().optional().meta({
          description: 'Empty when it came to the rep; absent when three changes are too few.',
        }),
        turn: z
          .object({
            poolId: z.string(),
            owed: z.number(),
            receiverOwed: z.number(),
            turnsLater: z.int().optional(),
          })
          .optional()
          .meta({ description: 'Where the rep stood in the pool that gave it to somebody else.' }),
        reproduced: z.boolean().meta({
          description: 'Whether the engine decides as it did then, with what is recorded.',
        }),
        assumed: z.array(z.enum(ASSUMPTIONS)).readonly(),
      }),
    },
  },
}
