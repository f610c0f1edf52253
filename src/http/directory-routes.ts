import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import { Refused } from '../domain/failure.ts'
import type { PoolId, RepId } from '../domain/ids.ts'
import { PRESENCES, SAID_PRESENCES } from '../domain/presence.ts'
import { UNITS_PER_CREDIT } from '../domain/shares.ts'
import type { LedgerReader } from '../ports/ledger-reader.ts'
import type { WaitingLeads } from '../ports/waiting-leads.ts'
import { callerOf } from './authenticate.ts'
import { LedgerEntry } from './fairness-schemas.ts'
import { PageQuery, pageOf, whole, wholeList } from './page-schema.ts'
import { type RosterPorts, rosterNow } from './roster-now.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What these routes read from, and tell. */
export type DirectoryPorts = RosterPorts & {
  readonly ledger: LedgerReader
  readonly waitingLeads: WaitingLeads
}

/** Who sells, who is there now, and who is owed what. */
export const directoryRoutes: FastifyPluginAsyncZod<DirectoryPorts> = async (app, ports) => {
  const { clock, configuration, presence, ledger, waitingLeads } = ports
  const roster = () => rosterNow(ports)

  app.get('/v1/reps', repsRoute, async () => whole(await roster()))

  app.put('/v1/reps/:id/presence', presenceRoute, async (request) => {
    const caller = callerOf(request)
    const repId = request.params.id as RepId
    const own = ownView(caller)
    if (own !== undefined && own !== repId) {
      throw new Refused('presence-not-allowed', `${own} may not set the presence of ${repId}`)
    }
    const reps = idsOf((await configuration.current()).documents.teams.reps)
    if (!reps.includes(repId)) {
      throw new Refused('rep-unknown', `No rep ${repId}`, noneOfThatName('rep', repId, reps))
    }
    const change = { repId, presence: request.body.presence, by: caller.name, at: clock() }
    await presence.change(change)
    const availableNow = (await roster()).find(({ id }) => id === repId)?.availableNow ?? false
    // Whatever the calendar says: a pool around the clock does not ask it.
    const mayTakeLeads = change.presence === 'online' || change.presence === 'calendar'
    // Also when nothing changed: we may have died between the change and waking the leads.
    const resumed = mayTakeLeads ? await waitingLeads.resume('rep-online') : 0
    return { repId, presence: change.presence, availableNow, resumed }
  })

  app.get('/v1/teams', teamsRoute, async () => {
    const { teams } = (await configuration.current()).documents.teams
    return whole(teams)
  })

  app.get('/v1/pools/:id/ledger', ledgerRoute, async (request) => {
    const poolId = request.params.id as PoolId
    const pools = idsOf((await configuration.current()).documents.teams.pools)
    const page = await ledger.list(poolId, request.query)
    if (page.items.length === 0 && !pools.includes(poolId)) {
      throw new Refused('pool-unknown', `No pool ${poolId}`, noneOfThatName('pool', poolId, pools))
    }
    return page
  })
}

const idsOf = (named: readonly { readonly id: string }[]) => named.map(({ id }) => id)

const config = { roles: EVERYONE }
const tags = ['People']
const KeyPath = z.object({ id: z.string().max(63) })

const repsRoute = {
  config,
  schema: {
    tags,
    summary: 'All reps, with their presence and whether they are available now',
    response: {
      200: wholeList(
        z.object({
          id: z.string(),
          name: z.string(),
          email: z.string(),
          teamId: z.string(),
          timeZone: z.string(),
          schedule: z.string().optional(),
          active: z.boolean(),
          poolIds: z.array(z.string()).readonly(),
          presence: z.enum(PRESENCES),
          availableNow: z.boolean(),
          offUntil: z.date().optional().meta({ description: 'Until when they have time off.' }),
          changesAt: z.date().optional().meta({ description: 'When they next begin or stop.' }),
        }),
      ),
    },
  },
}

const presenceRoute = {
  config,
  schema: {
    tags,
    summary: 'Say whether a rep takes leads now; reps may say so for themselves',
    params: KeyPath,
    body: z.strictObject({ presence: z.enum(SAID_PRESENCES) }),
    response: {
      200: z.object({
        repId: z.string(),
        presence: z.enum(PRESENCES),
        availableNow: z.boolean(),
        resumed: z.int().meta({ description: 'How many waiting leads were sent on their way.' }),
      }),
    },
  },
}

const teamsRoute = {
  config,
  schema: {
    tags,
    summary: 'All teams',
    response: {
      200: wholeList(
        z.object({ id: z.string(), name: z.string(), managerId: z.string().optional() }),
      ),
    },
  },
}

const ledgerRoute = {
  config,
  schema: {
    tags,
    summary: 'The credit account of a pool, latest entry first',
    description: `Credits are in units; ${UNITS_PER_CREDIT.toLocaleString('en')} make one credit.`,
    params: KeyPath,
    querystring: PageQuery,
    response: {
      200: pageOf(LedgerEntry),
    },
  },
}
