import * as z from 'zod'
import { CommandFailed } from './command.ts'
import { type Call, defineCommand, exactly } from './define-command.ts'
import { isId } from './is-id.ts'
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

const options = {
  since: { type: 'string' },
  until: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const
type ReplayCall = Call<typeof options>

/** Runs kept deliveries through the present mapping. */
export const replay = defineCommand({
  name: 'replay',
  summary: 'run kept deliveries through the present mapping',
  help,
  options,
  allowPositionals: true,
  async run(call) {
    const complaint = 'Name one delivery, or one source and --since.'
    const [what] = exactly(1, call.positionals, complaint)
    const { since, until } = call.values
    if (since !== undefined) return replaySource(what, { since, until }, call)
    if (isId(what) && until === undefined) return replayOne(what, call)
    throw new CommandFailed(`Say since when to replay ${what}: --since 2026-11-01.`, 2)
  },
})

async function replayOne(id: string, { values, print, product }: ReplayCall): Promise<number> {
  const { 'dry-run': dryRun = false } = values
  const path = `/v1/deliveries/${id}/replay`
  const done = await (await product()).post(path, { dryRun }, ReplayedAnswer)
  print(done, () => [replayedText(done), summaryText({ [done.effect]: 1 }, dryRun)].join('\n'))
  return done.effect === 'failed' ? 1 : 0
}

async function replaySource(source: string, span: Span, call: ReplayCall): Promise<number> {
  const { json = false, 'dry-run': dryRun = false } = call.values
  const effects: Record<string, number> = {}
  const deliveries: ReplayedAnswer[] = []
  for await (const items of pagesOf(source, span, call)) {
    for (const { effect } of items) effects[effect] = (effects[effect] ?? 0) + 1
    deliveries.push(...items.filter(isNews))
    if (!json) tellProgress(items, effects, call)
  }
  call.print({ effects, deliveries }, () => summaryText(effects, dryRun))
  return (effects.failed ?? 0) > 0 ? 1 : 0
}

type Span = { readonly since: string; readonly until: string | undefined }

/** The product works on one page at a time; all of them are about the same time. */
async function* pagesOf(
  source: string,
  { since, until }: Span,
  { values: { 'dry-run': dryRun = false }, ...terminal }: ReplayCall,
): AsyncGenerator<readonly ReplayedAnswer[]> {
  let time = {
    since: momentOf('since', since),
    until: until === undefined ? until : momentOf('until', until),
  }
  const product = await terminal.product()
  const path = `/v1/sources/${encodeURIComponent(source)}/replay`
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
  { out }: Pick<ReplayCall, 'out'>,
): void {
  for (const one of items.filter(isNews)) out(replayedText(one))
  const total = Object.values(effects).reduce((sum, count) => sum + count, 0)
  const last = items.at(-1)
  if (last !== undefined) out(`... ${total}, received until ${last.receivedAt}`)
}
