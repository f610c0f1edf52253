import * as z from 'zod'
import { CommandFailed } from './command.ts'
import { type Call, defineVerbs, exactly } from './define-command.ts'

const help = `Usage: ./stl tokens create <name> --role <role> [--rep <id>]

Creates a token for the API and prints it once; it cannot be shown again.

  --role <role>  admin, manager or rep
  --rep <id>     the rep it belongs to; needed for the role rep`

const Created = z.object({ token: z.string() }).loose()

const options = { role: { type: 'string' }, rep: { type: 'string' } } as const

/** Creates tokens for the API. */
export const tokens = defineVerbs({
  name: 'tokens',
  summary: 'create a token for the API',
  help,
  options,
  verbs: { create },
})

async function create({ positionals, values, out, product }: Call<typeof options>) {
  const complaint = 'Say tokens create <name> --role <role>.'
  const [name] = exactly(1, positionals, complaint)
  const { role, rep: repId } = values
  if (role === undefined) throw new CommandFailed(complaint, 2)
  const body = { name, role, ...(repId === undefined ? {} : { repId }) }
  const { token } = await (await product()).post('/v1/tokens', body, Created)
  out(token)
  return 0
}
