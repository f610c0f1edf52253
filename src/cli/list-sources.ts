import * as z from 'zod'
import type { Terminal } from './command.ts'
import { shortened, table } from './table.ts'

const SourcesAnswer = z.object({
  items: z.array(
    z
      .object({
        key: z.string(),
        kind: z.string(),
        paused: z.boolean(),
        leadsLastDay: z.number(),
        lastReceivedAt: z.string().optional(),
        unread: z.number(),
        alarm: z.object({ code: z.string(), since: z.string() }).optional(),
      })
      .loose(),
  ),
})

type Item = z.infer<typeof SourcesAnswer>['items'][number]

const HEADINGS = ['SOURCE', 'KIND', 'LEADS', 'LAST', 'NOTES']
const LONGEST_KEY = 24

/** Prints all sources, with the leads of the last day and what a person has to mend. */
export async function listSources(json: boolean, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const { items } = await product.get('/v1/sources', SourcesAnswer)
  if (json) terminal.out(JSON.stringify({ items }, undefined, 2))
  else terminal.out(table([HEADINGS, ...items.map(row)]))
  return 0
}

function row({ key, kind, leadsLastDay, lastReceivedAt, ...more }: Item): string[] {
  const last = lastReceivedAt?.slice(5, 16).replace('T', ' ') ?? '-'
  return [shortened(key, LONGEST_KEY), kind, `${leadsLastDay}`, last, notes(more)]
}

function notes({ paused, unread, alarm }: Pick<Item, 'paused' | 'unread' | 'alarm'>): string {
  return [
    ...(paused ? ['paused'] : []),
    ...(alarm === undefined ? [] : [`${alarm.code} since ${alarm.since.slice(0, 16)}`]),
    ...(unread === 0 ? [] : [`${unread} not read yet`]),
  ].join(', ')
}
