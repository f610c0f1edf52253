import * as z from 'zod'
import { CommandFailed } from './command.ts'
import { exactly } from './define-command.ts'
import type { LeadCall } from './lead.ts'

const MovedAnswer = z.object({ repId: z.string().optional() }).loose()

/** Moves a lead by hand, and tells who has it now. */
export async function reassignLead({ positionals, values, out, product }: LeadCall) {
  const [id] = exactly(1, positionals, 'Name one lead by its id.')
  const { rep, cover = false } = values
  if (cover && rep === undefined) throw new CommandFailed('--cover goes with --rep.', 2)
  const body = rep === undefined ? {} : { repId: rep, cover }
  const path = `/v1/leads/${encodeURIComponent(id)}/reassign`
  const { repId } = await (await product()).post(path, body, MovedAnswer)
  out(repId === undefined ? 'It goes through the rules again.' : `${repId} has it now.`)
  return 0
}
