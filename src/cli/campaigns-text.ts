import * as z from 'zod'
import { SPAN_LEGEND, span } from './span.ts'
import { shortened, table } from './table.ts'

const Figures = z.looseObject({
  leads: z.number(),
  assigned: z.number(),
  contacted: z.number(),
  firstContactMs: z.object({ p50: z.number(), p95: z.number() }).optional(),
  outcomes: z.record(z.string(), z.number()),
})
type Figures = z.infer<typeof Figures>

/** What the command line reads of what came of campaigns. */
export const CampaignsAnswer = z.object({
  from: z.string(),
  to: z.string(),
  by: z.string(),
  total: Figures,
  groups: z.array(Figures.extend({ key: z.string().optional(), name: z.string().optional() })),
  groupCount: z.number(),
})
type CampaignsAnswer = z.infer<typeof CampaignsAnswer>

/** Room for a name, so that a row has at most 80 columns. */
const NAME_WIDTH = 24

/** One row for each campaign and one for all, below the headings. */
export function campaignsText({ by, total, groups, groupCount }: CampaignsAnswer): string {
  if (total.leads === 0) return 'None.'
  const what = by.toUpperCase().replace('-', ' ')
  const headings = [what, 'LEADS', 'REP', 'TALKED', 'CONTACTED', 'MEET', 'WON']
  const rows = groups.map(({ key = '-', name = key, ...figures }) => rowOf(name, figures))
  const hidden = groupCount - groups.length
  return [
    table([headings, ...rows, rowOf('all', total)]),
    '',
    SPAN_LEGEND,
    ...(hidden === 0 ? [] : [`${hidden} smaller ones are not shown: see --limit.`]),
  ].join('\n')
}

function rowOf(name: string, figures: Figures): string[] {
  const { leads, assigned, contacted, firstContactMs, outcomes } = figures
  return [
    shortened(name, NAME_WIDTH),
    `${leads}`,
    `${assigned}`,
    `${contacted}`,
    span(firstContactMs),
    `${outcomes.meeting ?? 0}`,
    `${outcomes.won ?? 0}`,
  ]
}
