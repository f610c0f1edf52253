import * as z from 'zod'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
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

const options = { json: { type: 'boolean' } } as const

/** Shows what a person must decide, and records a decision. */
export const reviews = defineVerbs({
  name: 'reviews',
  summary: 'list what a person must decide, and decide it',
  help,
  options,
  verbs: { list: alone(list), resolve },
})

async function list({ print, product }: Call<typeof options>): Promise<number> {
  const answer = z.object({ items: z.array(Review) })
  const { items } = await (await product()).get('/v1/reviews?state=open&limit=200', answer)
  print(items, () => items.map(reviewText).join('\n') || 'Nothing to decide.')
  return 0
}

async function resolve({ positionals, out, product }: Call<typeof options>): Promise<number> {
  const [id, resolution] = exactly(2, positionals, 'Name the item and the resolution.')
  const path = `/v1/reviews/${encodeURIComponent(id)}/resolve`
  const { kind } = await (await product()).post(path, { resolution }, Review)
  out(`Resolved the ${kind}: ${resolution}.`)
  return 0
}

function reviewText({ id, kind, leadId, reasons, createdAt }: z.infer<typeof Review>): string {
  return `${id}  ${kind}\n  lead ${leadId}, since ${minute(createdAt)}\n  ${reasons.join(', ')}`
}
