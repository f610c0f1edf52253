import { parseArgs } from 'node:util'
import * as z from 'zod'
import type { Command } from './command.ts'
import { minute } from './minute.ts'
import { shortened, table } from './table.ts'
import { duration } from './waterfall.ts'

const help = `Usage: ./stl canaries [--json]

Shows whether the ways of leads are clear: for each route of the \`canary\`
document how its last synthetic lead fared, and what was in its way. The exit
code is 1 when something is.`

const Answer = z.object({
  items: z.array(
    z
      .object({
        routeId: z.string(),
        state: z.string(),
        since: z.string().optional(),
        checkedAt: z.string().optional(),
        tookMs: z.number().optional(),
        problems: z.array(z.object({ code: z.string(), about: z.string(), detail: z.string() })),
      })
      .loose(),
  ),
})
type Standing = z.infer<typeof Answer>['items'][number]

/** Shows how the canaries fare. */
export const canaries: Command = {
  name: 'canaries',
  summary: 'show whether the ways of leads are clear',
  help,
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const { items } = await (await terminal.product()).get('/v1/canaries', Answer)
    if (values.json === true) terminal.out(JSON.stringify(items, undefined, 2))
    else if (items.length === 0) terminal.out('No canaries. See docs/operations.md#canaries.')
    else terminal.out([table([HEADINGS, ...items.map(row)]), ...items.flatMap(problems)].join('\n'))
    return items.some(({ state }) => state === 'failing') ? 1 : 0
  },
}

const HEADINGS = ['ROUTE', 'STATE', 'SINCE', 'LAST ONE', 'TOOK']

const row = ({ routeId, state, since, checkedAt, tookMs }: Standing) => [
  ...[routeId, state, at(since), at(checkedAt)],
  tookMs === undefined ? '-' : duration(tookMs),
]

const at = (moment: string | undefined) => (moment === undefined ? '-' : minute(moment))

const problems = ({ routeId, problems: all }: Standing) =>
  all.map(({ code, about, detail }) => shortened(`${routeId}: ${code} ${about}: ${detail}`, 80))
