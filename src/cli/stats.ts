import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
import { table } from './table.ts'

const help = `Usage: ./stl stats speed [--by <what>] [--from <time>] [--to <time>]
                         [--time-zone <zone>] [--json]

Shows how soon leads were decided, acknowledged and contacted, and what a quick
response brings. Times are of the middle lead and of the slowest twentieth.

  --by <what>          source, campaign, team, rep, hour or tier (source)
  --from, --to <time>  a day such as 2026-11-01, or a moment such as
                       2026-11-01T09:00:00Z (the last 30 days)
  --time-zone <zone>   for --by hour (UTC)`

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

/** Shows figures over many leads. */
export const stats: Command = {
  name: 'stats',
  summary: 'show how soon leads are decided and responded to',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        'time-zone': { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    if (positionals.length !== 1 || positionals[0] !== 'speed') {
      throw new CommandFailed('Say speed.', 2)
    }
    const { json, 'time-zone': timeZone, ...rest } = values
    const query = new URLSearchParams({ ...rest, ...(timeZone === undefined ? {} : { timeZone }) })
    const product = await terminal.product()
    const answer = await product.get(`/v1/stats/speed?${query.toString()}`, SpeedAnswer)
    terminal.out(json === true ? JSON.stringify(answer, undefined, 2) : speedText(answer))
    return 0
  },
}

function speedText({ from, to, by, total, groups, conversion }: SpeedAnswer): string {
  const head = `Leads received from ${minute(from)} to ${minute(to)} (UTC)\n`
  if (total.leads === 0) return `${head}\nNone.`
  const headings = [by.toUpperCase(), 'LEADS', 'DECIDED', 'ACKNOWLEDGED', 'CONTACTED', '< 10 S']
  const rows = groups.map(({ key = '-', ...figures }) => speedRow(key, figures))
  const speed = table([headings, ...rows, speedRow('all', total)])
  return [head, speed, ...conversionText(conversion)].join('\n')
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

const minute = (moment: string) => moment.slice(0, 16).replace('T', ' ')

const percent = (share: number | undefined) =>
  share === undefined ? '-' : `${(share * 100).toFixed(1)} %`

const span = (percentiles: z.infer<typeof Milliseconds>) =>
  percentiles === undefined ? '-' : `${lasting(percentiles.p50)} / ${lasting(percentiles.p95)}`

/** In the unit a person would use. */
function lasting(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const units = [
    ['s', 1_000],
    ['min', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ] as const
  const [unit, size] = units.findLast(([, size]) => ms >= size) ?? units[0]
  return `${(ms / size).toFixed(ms / size < 10 ? 1 : 0)} ${unit}`
}
