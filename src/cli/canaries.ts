import * as z from 'zod'
import { defineCommand } from './define-command.ts'
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
export const canaries = defineCommand({
  name: 'canaries',
  summary: 'show whether the ways of leads are clear',
  help,
  options: { json: { type: 'boolean' } },
  async run({ print, product }) {
    const { items } = await (await product()).get('/v1/canaries', Answer)
    print(items, standingsText)
    return items.some(({ state }) => state === 'failing') ? 1 : 0
  },
})

function standingsText(items: readonly Standing[]): string {
  if (items.length === 0) return 'No canaries. See docs/operations.md#canaries.'
  return [table([HEADINGS, ...items.map(row)]), ...items.flatMap(problems)].join('\n')
}

const HEADINGS = ['ROUTE', 'STATE', 'SINCE', 'LAST ONE', 'TOOK']

const row = ({ routeId, state, since, checkedAt, tookMs }: Standing) => [
  ...[routeId, state, at(since), at(checkedAt)],
  tookMs === undefined ? '-' : duration(tookMs),
]

const at = (moment: string | undefined) => (moment === undefined ? '-' : minute(moment))

const problems = ({ routeId, problems: all }: Standing) =>
  all.map(({ code, about, detail }) => shortened(`${routeId}: ${code} ${about}: ${detail}`, 80))
