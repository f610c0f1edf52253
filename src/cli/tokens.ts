import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'

const help = `Usage: ./stl tokens create <name> --role <role> [--rep <id>]

Creates a token for the API and prints it once; it cannot be shown again.

  --role <role>  admin, manager or rep
  --rep <id>     the rep it belongs to; needed for the role rep`

const Created = z.object({ token: z.string() }).loose()

/** Creates tokens for the API. */
export const tokens: Command = {
  name: 'tokens',
  summary: 'create a token for the API',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { role: { type: 'string' }, rep: { type: 'string' } },
    })
    const [verb, name] = positionals
    if (verb !== 'create' || name === undefined || values.role === undefined) {
      throw new CommandFailed('Say tokens create <name> --role <role>.', 2)
    }
    const product = await terminal.product()
    const rep = values.rep === undefined ? {} : { repId: values.rep }
    const { token } = await product.post('/v1/tokens', { name, role: values.role, ...rep }, Created)
    terminal.out(token)
    return 0
  },
}
