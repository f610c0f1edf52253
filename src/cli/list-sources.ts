import * as z from 'zod'
import type { SourcesCall } from './sources.ts'
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
        notices: z.array(z.object({ code: z.string(), count: z.number() })),
        alarm: z.object({ code: z.string(), since: z.string(), waiting: z.string() }).optional(),
      })
      .loose(),
  ),
})

type Item = z.infer<typeof SourcesAnswer>['items'][number]

const HEADINGS = ['SOURCE', 'KIND', 'LEADS', 'LAST', 'NOTES']
const LONGEST_KEY = 24
/** The others are in `--json`. */
const MOST_NOTICES = 3

/** Prints all sources, with the leads of the last day, what made no lead, and what is to be mended. */
export async function listSources({ print, product }: SourcesCall): Promise<number> {
  const answer = await (await product()).get('/v1/sources', SourcesAnswer)
  print(answer, ({ items }) => table([HEADINGS, ...items.map(row)]))
  return 0
}

function row({ key, kind, leadsLastDay, lastReceivedAt, ...more }: Item): string[] {
  const last = lastReceivedAt?.slice(5, 16).replace('T', ' ') ?? '-'
  return [shortened(key, LONGEST_KEY), kind, `${leadsLastDay}`, last, notes(more)]
}

type Noted = Pick<Item, 'paused' | 'unread' | 'notices' | 'alarm'>

function notes({ paused, unread, notices, alarm }: Noted): string {
  return [
    ...(paused ? ['paused'] : []),
    ...(alarm === undefined ? [] : [alarmNote(alarm)]),
    ...(unread === 0 ? [] : [`${unread} not read yet`]),
    ...notices.slice(0, MOST_NOTICES).map(({ code, count }) => `${count}x ${code}`),
  ].join(', ')
}

/** Without its names a source works; a person has to know which of them waits. */
function alarmNote({ code, since, waiting }: NonNullable<Item['alarm']>): string {
  const what = waiting === 'leads' ? '' : ` (${waiting} alone)`
  return `${code}${what} since ${since.slice(0, 16)}`
}
