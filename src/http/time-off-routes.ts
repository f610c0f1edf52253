import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import type { Rep, TeamsDocument } from '../domain/documents/teams.ts'
import { HALVES, WrittenTimeOff } from '../domain/documents/time-off.ts'
import { Refused } from '../domain/failure.ts'
import { newId, type TimeOffId } from '../domain/ids.ts'
import { timeOffOf } from '../domain/time-off.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { AddedTimeOff, TimeOffBook } from '../ports/time-off-book.ts'
import type { WaitingLeads } from '../ports/waiting-leads.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { IdPath, whole, wholeList } from './page-schema.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What these routes read and change. */
export type TimeOffPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly timeOff: TimeOffBook
  readonly waitingLeads: WaitingLeads
}

/** When reps are not there, and who covers for them. */
export const timeOffRoutes: FastifyPluginAsyncZod<TimeOffPorts> = async (app, ports) => {
  const { clock, configuration, timeOff, waitingLeads } = ports

  app.get('/v1/time-off', listRoute, async () => {
    const at = clock()
    const { teams } = (await configuration.current()).documents
    const added = await timeOff.comingAt(at)
    const all = [...added.map(answerFor), ...inDocument(teams, at)]
    return whole(all.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime()))
  })

  app.post('/v1/reps/:id/time-off', addRoute, async (request, reply) => {
    const caller = callerOf(request)
    const at = clock()
    const { teams } = (await configuration.current()).documents
    const rep = repFor(caller, request.params.id, teams)
    const written = { ...request.body, timeZone: request.body.timeZone ?? rep.timeZone }
    checkCover(rep, written, teams)
    const added = { ...timeOffOf(written, rep), id: newId<TimeOffId>(at), repId: rep.id, written }
    await timeOff.add(added, caller.name, at)
    // Who was waited for may be covered for now.
    await waitingLeads.resume('time-off-changed')
    return reply.code(201).send(answerFor(added))
  })

  app.delete('/v1/time-off/:id', removeRoute, async (request, reply) => {
    const caller = callerOf(request)
    const id = request.params.id as TimeOffId
    const change = { repId: ownView(caller), by: caller.name, at: clock() }
    if (!(await timeOff.remove(id, change))) {
      throw new Refused('time-off-unknown', `No time off ${id} that ${caller.name} may remove`)
    }
    await waitingLeads.resume('time-off-changed')
    return reply.code(204).send()
  })
}

const answerFor = ({ id, repId, written, from, to }: AddedTimeOff): Answer => ({
  ...{ id, repId, ...written },
  startsAt: from,
  endsAt: to,
})

function inDocument({ reps }: TeamsDocument, at: Date): readonly Answer[] {
  return reps.flatMap((rep) =>
    rep.timeOff.flatMap((written) => {
      const { from, to } = timeOffOf(written, rep)
      return to > at ? [{ repId: rep.id, ...written, startsAt: from, endsAt: to }] : []
    }),
  )
}

function repFor(caller: Caller, id: string, { reps }: TeamsDocument): Rep {
  const own = ownView(caller)
  if (own !== undefined && own !== id) {
    throw new Refused('time-off-not-allowed', `${own} may not give time off to ${id}`)
  }
  const rep = reps.find((one) => one.id === id)
  if (rep !== undefined) return rep
  const ids = reps.map((one) => one.id)
  throw new Refused('rep-unknown', `No rep ${id}`, noneOfThatName('rep', id, ids))
}

function checkCover({ id }: Rep, { cover }: WrittenTimeOff, { reps }: TeamsDocument): void {
  if (cover === undefined) return
  const others = reps.map((one) => one.id).filter((other) => other !== id)
  if (others.includes(cover)) return
  const message = `No other rep ${cover} to cover for ${id}`
  throw new Refused('cover-not-a-rep', message, noneOfThatName('other rep', cover, others))
}

const config = { roles: EVERYONE }
const tags = ['People']

const Answer = z.object({
  id: z.string().optional().meta({ description: 'Absent when the `teams` document says it.' }),
  repId: z.string(),
  from: z.string(),
  to: z.string().optional(),
  half: z.enum(HALVES).optional(),
  timeZone: z.string().optional(),
  cover: z.string().optional(),
  startsAt: z.date(),
  endsAt: z.date(),
})
type Answer = z.infer<typeof Answer>

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'Time off that is not over, of all reps, by when it begins',
    response: { 200: wholeList(Answer) },
  },
}

const addRoute = {
  config,
  schema: {
    tags,
    summary: 'Give a rep time off; reps may do so for themselves',
    description:
      'From the first day to the last, both included, or half of one day. Leads that come for the ' +
      'rep by name go to `cover` meanwhile, who does not become the owner.',
    params: z.object({ id: z.string().max(63) }),
    body: WrittenTimeOff,
    response: { 201: Answer },
  },
}

const removeRoute = {
  config,
  schema: {
    tags,
    summary: 'Take time off back; reps may do so for their own',
    params: IdPath,
    response: { 204: z.undefined().meta({ description: 'It counts no longer.' }) },
  },
}
