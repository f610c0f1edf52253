import * as z from 'zod'
import { CampaignsAnswer, campaignsText } from './campaigns-text.ts'
import { alone, type Call, defineVerbs } from './define-command.ts'
import { minute } from './minute.ts'
import { SPAN_LEGEND, span } from './span.ts'
import { table } from './table.ts'

const help = `Usage: ./stl stats speed [--by <what>] [--from <time>] [--to <time>]
                         [--time-zone <zone>] [--json]
       ./stl stats campaigns [--by <what>] [--from <time>] [--to <time>]
                         [--limit <number>] [--json]

speed shows how soon leads were decided, acknowledged and contacted, and what a
quick response brings. campaigns shows what came of the leads of each campaign:
how many, how many have a rep (REP) and were contacted (TALKED), how soon, and
meetings and sales; --json shows more. Times are of the middle lead and of the
slowest twentieth.

  --by <what>          speed: source, campaign, team, rep, hour or tier (source)
                       campaigns: campaign, ad-group, ad, form or source
                       (campaign)
  --from, --to <time>  a day such as 2026-11-01, or a moment such as
                       2026-11-01T09:00:00Z (the last 30 days)
  --time-zone <zone>   for speed --by hour (UTC)
  --limit <number>     how many campaigns, the largest first (100)`

const Milliseconds = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).optional()

const Figures = z.object({
  leads: z.number(),
  decidedMs: Milliseconds,
  acknowledgedMs: Milliseconds,
  firstContactMs: Milliseconds,
  decidedInTime: z.number().optional(),
})

const SpeedAnswer = z.object({
  from: z.string(),
  to: z.string(),
  by: z.string(),
  total: Figures,
  groups: z.array(Figures.extend({ key: z.string().optional() })),
  conversion: z.array(
    z.object({
      bucket: z.string(),
      leads: z.number(),
      withOutcome: z.number(),
      qualified: z.number(),
      meeting: z.number(),
      won: z.number(),
      converted: z.number().optional(),
    }),
  ),
})
type SpeedAnswer = z.infer<typeof SpeedAnswer>

const options = {
  by: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'time-zone': { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const
type StatsCall = Call<typeof options>

/** Shows figures over many leads. */
export const stats = defineVerbs({
  name: 'stats',
  summary: 'show how soon leads are responded to, and what campaigns bring',
  help,
  options,
  verbs: { speed: alone(speed), campaigns: alone(campaigns) },
})

async function speed({ values, print, product }: StatsCall): Promise<number> {
  const answer = await (await product()).get(`/v1/stats/speed?${queryOf(values)}`, SpeedAnswer)
  print(answer, () => `${heading(answer)}\n\n${speedText(answer)}`)
  return 0
}

async function campaigns({ values, print, product }: StatsCall): Promise<number> {
  const path = `/v1/stats/campaigns?${queryOf(values)}`
  const answer = await (await product()).get(path, CampaignsAnswer)
  print(answer, () => `${heading(answer)}\n\n${campaignsText(answer)}`)
  return 0
}

function queryOf({ json: _, 'time-zone': timeZone, ...rest }: StatsCall['values']) {
  return new URLSearchParams({ ...rest, ...(timeZone === undefined ? {} : { timeZone }) })
}

const heading = ({ from, to }: { readonly from: string; readonly to: string }) =>
  `Leads received from ${minute(from)} to ${minute(to)} (UTC)`

function speedText({ by, total, groups, conversion }: SpeedAnswer): string {
  if (total.leads === 0) return 'None.'
  const headings = [by.toUpperCase(), 'LEADS', 'DECIDED', 'ACKNOWLEDGED', 'CONTACTED', '< 10 S']
  const rows = groups.map(({ key = '-', ...figures }) => speedRow(key, figures))
  const speed = table([headings, ...rows, speedRow('all', total)])
  return [speed, '', SPAN_LEGEND, ...conversionText(conversion)].join('\n')
}

function speedRow(name: string, figures: z.infer<typeof Figures>): string[] {
  const { leads, decidedMs, acknowledgedMs, firstContactMs, decidedInTime } = figures
  return [
    name,
    `${leads}`,
    span(decidedMs),
    span(acknowledgedMs),
    span(firstContactMs),
    percent(decidedInTime),
  ]
}

/** Without outcomes there is nothing to say about what speed brings. */
function conversionText(conversion: SpeedAnswer['conversion']): string[] {
  if (conversion.every(({ withOutcome }) => withOutcome === 0)) return []
  const rows = conversion.map((row) => [
    row.bucket,
    `${row.leads}`,
    `${row.withOutcome}`,
    `${row.qualified}`,
    `${row.meeting}`,
    `${row.won}`,
    percent(row.converted),
  ])
  const headings = ['FIRST CONTACT', 'LEADS', 'OUTCOME', 'QUALIFIED', 'MEETING', 'WON', 'CONVERTED']
  return ['', table([headings, ...rows])]
}

const percent = (share: number | undefined) =>
  share === undefined ? '-' : `${(share * 100).toFixed(1)} %`
