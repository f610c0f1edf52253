import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
import { minute } from './minute.ts'

const help = `Usage: ./stl reviews list [--json]
       ./stl reviews resolve <id> <resolution>

Shows what a person must decide, and records a decision.

  quarantined-lead:   release or reject
  crm-conflict:       keep-ours or keep-theirs
  identity-clash:     join, keep-apart or noted
  possible-duplicate: join, keep-apart or noted`

const Review = z
  .object({
    id: z.string(),
    kind: z.string(),
    leadId: z.string(),
    reasons: z.array(z.string()),
    createdAt: z.string(),
  })
  .loose()

/** Shows what a person must decide, and records a decision. */
export const reviews: Command = {
  name: 'reviews',
  summary: 'list what a person must decide, and decide it',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb, id, resolution] = positionals
    if (verb !== 'list' && verb !== 'resolve') throw new CommandFailed('Say list or resolve.', 2)
    const product = await terminal.product()
    if (verb === 'resolve') {
      if (id === undefined || resolution === undefined) {
        throw new CommandFailed('Name the item and the resolution.', 2)
      }
      const path = `/v1/reviews/${encodeURIComponent(id)}/resolve`
      const { kind } = await product.post(path, { resolution }, Review)
      terminal.out(`Resolved the ${kind}: ${resolution}.`)
      return 0
    }
    const answer = z.object({ items: z.array(Review) })
    const { items } = await product.get('/v1/reviews?state=open&limit=200', answer)
    if (values.json === true) terminal.out(JSON.stringify(items, undefined, 2))
    else if (items.length === 0) terminal.out('Nothing to decide.')
    else terminal.out(items.map(reviewText).join('\n'))
    return 0
  },
}

function reviewText({ id, kind, leadId, reasons, createdAt }: z.infer<typeof Review>): string {
  return `${id}  ${kind}\n  lead ${leadId}, since ${minute(createdAt)}\n  ${reasons.join(', ')}`
}
