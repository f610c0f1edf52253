import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
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

/** Shows given-up work, and sets it going again. */
export const deadLetters: Command = {
  name: 'deadletters',
  summary: 'list work that was given up, and set it going again',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb, ...ids] = positionals
    if (verb !== 'list' && verb !== 'redrive') {
      throw new CommandFailed('Say list or redrive.', 2)
    }
    const product = await terminal.product()
    if (verb === 'redrive') {
      const body = ids.length === 0 ? {} : { ids }
      const { items } = await product.post('/v1/dead-letters/redrive', body, Letters)
      terminal.out(`Redriven: ${items.length}.`)
      return 0
    }
    const { items } = await product.get('/v1/dead-letters?limit=200', Letters)
    if (values.json === true) terminal.out(JSON.stringify(items, undefined, 2))
    else if (items.length === 0) terminal.out('No dead letters.')
    else terminal.out(items.map(letterText).join('\n'))
    return 0
  },
}

function letterText({
  id,
  queue,
  leadId,
  failure,
  attempts,
}: z.infer<typeof Letters>['items'][number]) {
  return `${id}  ${queue}\n${table([
    ['  lead', leadId],
    ['  why', `${failure}, tried ${attempts} times`],
  ])}`
}
