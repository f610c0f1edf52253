import * as z from 'zod'
import { alone, type Call, defineVerbs } from './define-command.ts'
import { table } from './table.ts'

const help = `Usage: ./stl deadletters list [--json]
       ./stl deadletters redrive [<id> ...]

Shows work that was tried too often and given up, and sets it going again:
the named ones, or all of it.`

const Letters = z.object({
  items: z.array(
    z
      .object({
        id: z.string(),
        queue: z.string(),
        leadId: z.string(),
        failure: z.string(),
        attempts: z.number(),
      })
      .loose(),
  ),
})

type Letter = z.infer<typeof Letters>['items'][number]

const options = { json: { type: 'boolean' } } as const

/** Shows given-up work, and sets it going again. */
export const deadLetters = defineVerbs({
  name: 'deadletters',
  summary: 'list work that was given up, and set it going again',
  help,
  options,
  verbs: { list: alone(list), redrive },
})

async function list({ print, product }: Call<typeof options>): Promise<number> {
  const { items } = await (await product()).get('/v1/dead-letters?limit=200', Letters)
  print(items, () => items.map(letterText).join('\n') || 'No dead letters.')
  return 0
}

async function redrive({ positionals: ids, ...terminal }: Call<typeof options>): Promise<number> {
  const product = await terminal.product()
  const body = ids.length === 0 ? {} : { ids }
  const { items } = await product.post('/v1/dead-letters/redrive', body, Letters)
  terminal.out(`Redriven: ${items.length}.`)
  return 0
}

function letterText({ id, queue, leadId, failure, attempts }: Letter): string {
  return `${id}  ${queue}\n${table([
    ['  lead', leadId],
    ['  why', `${failure}, tried ${attempts} times`],
  ])}`
}
