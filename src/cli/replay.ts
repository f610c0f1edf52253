import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import { ReplayedAnswer, replayedText, summaryText } from './replay-text.ts'

const help = `Usage: ./stl replay <delivery-id> [--dry-run] [--json]
       ./stl replay <source> --since <time> [--until <time>] [--dry-run]
                   [--json]

Runs deliveries as they are kept through the present mapping: after the field
map of a source was changed, say. A lead that nobody has gets the form it
should have had and goes again; one that a rep has is completed and stays with
them. A delivery that made no lead can make one now. Repeating it changes
nothing, and erased persons do not come back.

  --since <time>  deliveries received then or later: a day such as 2026-11-01
                  (UTC), or a moment such as 2026-11-01T08:00:00+01:00
  --until <time>  and before then; now unless given
  --dry-run       only says what would be done
  --json          prints what became of each delivery, as JSON

Which deliveries a lead came with is told by GET /v1/deliveries?lead=<id>.
Ends with 1 when any of them failed.`

const Page = z.object({
  since: z.string(),
  until: z.string(),
  effects: z.record(z.string(), z.number()),
  items: z.array(ReplayedAnswer),
  nextCursor: z.string().nullable(),
})

type Given = {
  readonly what: string
  readonly since: string | undefined
  readonly until: string | undefined
  readonly dryRun: boolean
  readonly json: boolean
}

/** Runs kept deliveries through the present mapping. */
export const replay: Command = {
  name: 'replay',
  summary: 'run kept deliveries through the present mapping',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        since: { type: 'string' },
        until: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
    const [what, ...more] = positionals
    if (what === undefined || more.length > 0) {
      throw new CommandFailed('Name one delivery, or one source and --since.', 2)
    }
    const { since, until, json = false, 'dry-run': dryRun = false } = values
    const given = { what, since, until, dryRun, json }
    if (since !== undefined) return replaySource({ ...given, since }, terminal)
    if (isId(what) && until === undefined) return replayOne(given, terminal)
    throw new CommandFailed(`Say since when to replay ${what}: --since 2026-11-01.`, 2)
  },
}

const isId = (text: string) => /^[\da-f]{8}-[\da-f-]{27}$/i.test(text)

async function replayOne({ what, dryRun, json }: Given, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const done = await product.post(`/v1/deliveries/${what}/replay`, { dryRun }, ReplayedAnswer)
  if (json) terminal.out(JSON.stringify(done, undefined, 2))
  else {
    terminal.out(replayedText(done))
    terminal.out(summaryText({ [done.effect]: 1 }, dryRun))
  }
  return done.effect === 'failed' ? 1 : 0
}

async function replaySource(
  given: Given & { readonly since: string },
  terminal: Terminal,
): Promise<number> {
  const effects: Record<string, number> = {}
  const deliveries: ReplayedAnswer[] = []
  for await (const items of pagesOf(given, terminal)) {
    for (const { effect } of items) effects[effect] = (effects[effect] ?? 0) + 1
    deliveries.push(...items.filter(isNews))
    if (!given.json) tellProgress(items, effects, terminal)
  }
  const asJson = () => JSON.stringify({ effects, deliveries }, undefined, 2)
  terminal.out(given.json ? asJson() : summaryText(effects, given.dryRun))
  return (effects.failed ?? 0) > 0 ? 1 : 0
}

/** The product works on one page at a time; all of them are about the same time. */
async function* pagesOf(
  { what, since, until, dryRun }: Given & { readonly since: string },
  terminal: Terminal,
): AsyncGenerator<readonly ReplayedAnswer[]> {
  const product = await terminal.product()
  const path = `/v1/sources/${encodeURIComponent(what)}/replay`
  let time = {
    since: momentOf('since', since),
    until: until === undefined ? until : momentOf('until', until),
  }
  let cursor: string | null | undefined
  do {
    const body = { ...time, dryRun, ...(cursor ? { cursor } : {}) }
    const page = await product.post(path, body, Page)
    time = { since: page.since, until: page.until }
    cursor = page.nextCursor
    yield page.items
  } while (cursor !== null)
}

function momentOf(option: string, text: string): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new CommandFailed(
    `--${option} ${text} is no time: write 2026-11-01 or 2026-11-01T08:00:00Z.`,
    2,
  )
}

const isNews = ({ effect }: ReplayedAnswer) => effect !== 'unchanged'

function tellProgress(
  items: readonly ReplayedAnswer[],
  effects: Readonly<Record<string, number>>,
  terminal: Terminal,
): void {
  for (const one of items.filter(isNews)) terminal.out(replayedText(one))
  const total = Object.values(effects).reduce((sum, count) => sum + count, 0)
  const last = items.at(-1)
  if (last !== undefined) terminal.out(`... ${total}, received until ${last.receivedAt}`)
}
