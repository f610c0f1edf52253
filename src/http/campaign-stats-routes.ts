import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { type NamedKind, type NameFor, nameFrom } from '../domain/attribution.ts'
import {
  CAMPAIGN_GROUPINGS,
  type CampaignGroup,
  type CampaignGrouping,
  type CampaignStats,
} from '../ports/campaign-stats.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { KnownNames } from '../ports/known-names.ts'
import { InvalidFields } from './invalid-fields.ts'
import { type AskedTime, Moment, timeAsked } from './time-asked.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes read from. */
export type CampaignStatsPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly campaignStats: CampaignStats
  readonly names: KnownNames
}

/** The figures read every lead of the time, so that the time is what bounds them. */
const MOST_DAYS = 366

/** What came of campaigns. */
export const campaignStatsRoutes: FastifyPluginAsyncZod<CampaignStatsPorts> = async (
  app,
  ports,
) => {
  app.get('/v1/stats/campaigns', campaignsRoute, async ({ query: { by, limit, ...asked } }) => {
    const time = boundedTime(asked, ports.clock())
    const { attribution } = (await ports.configuration.current()).documents
    const { groups, ...stats } = await ports.campaignStats.campaigns({ ...time, by, limit })
    const nameFor = nameFrom(attribution, await ports.names.of(idsOf(groups, by)))
    return { ...time, by, ...stats, groups: groups.map((group) => named(group, by, nameFor)) }
  })
}

/** What groups are counted by that came with no name of its own. */
function idsOf(groups: readonly CampaignGroup[], by: CampaignGrouping) {
  const kind = NAMED[by]
  if (kind === undefined) return []
  return groups.flatMap(({ key, saidName }) =>
    key === undefined || saidName !== undefined ? [] : [{ kind, id: key }],
  )
}

/** A name that leads came with goes before all others, which may be older. */
function named({ saidName, ...group }: CampaignGroup, by: CampaignGrouping, nameFor: NameFor) {
  const { key } = group
  const kind = NAMED[by]
  const isNamed = kind !== undefined && key !== undefined
  return { ...group, name: saidName ?? (isNamed ? nameFor(kind, key) : undefined) }
}

const NAMED: Readonly<Record<CampaignGrouping, NamedKind | undefined>> = {
  campaign: 'campaign',
  'ad-group': 'ad-group',
  ad: 'ad',
  form: 'form',
  source: undefined,
}

function boundedTime(asked: AskedTime, now: Date) {
  const time = timeAsked(asked, now)
  const days = (time.to.getTime() - time.from.getTime()) / 86_400_000
  if (days <= MOST_DAYS) return time
  const reason = `lies ${Math.ceil(days)} days after \`from\`; at most ${MOST_DAYS} are counted at once`
  throw new InvalidFields([{ field: 'to', reason }])
}

const CampaignQuery = z.object({
  from: Moment.optional().meta({ description: 'Leads received from then; 30 days before `to`.' }),
  to: Moment.optional().meta({ description: 'Leads received before then; now.' }),
  by: z.enum(CAMPAIGN_GROUPINGS).default('campaign'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

const Milliseconds = z.object({ p50: z.number(), p95: z.number() }).optional()

const Figures = z.object({
  leads: z.int(),
  decided: z.int(),
  assigned: z.int().meta({ description: 'Those that have a rep now.' }),
  contacted: z.int(),
  decidedMs: Milliseconds,
  firstContactMs: Milliseconds,
  outcomes: z.object({
    qualified: z.int(),
    meeting: z.int(),
    won: z.int(),
    lost: z.int(),
    spam: z.int(),
  }),
})

const Campaigns = z.object({
  from: z.date(),
  to: z.date(),
  by: z.enum(CAMPAIGN_GROUPINGS),
  total: Figures,
  groups: z
    .array(
      Figures.extend({
        key: z.string().optional().meta({ description: 'The id, or the name of what has none.' }),
        name: z.string().optional(),
      }),
    )
    .readonly()
    .meta({ description: 'Largest first, `limit` at most; leads without a key stand together.' }),
  groupCount: z.int().meta({ description: 'How many groups there are, shown or not.' }),
})

const campaignsRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Statistics'],
    summary: 'What came of the leads of campaigns, ad groups, ads, forms or sources',
    description: `Times are in milliseconds from when a lead was received. Test leads are left out. \
At most ${MOST_DAYS} days are counted at once.`,
    querystring: CampaignQuery,
    response: { 200: Campaigns },
  },
}
