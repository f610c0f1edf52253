import * as z from 'zod'
import { exactly } from './define-command.ts'
import type { LeadCall } from './lead.ts'

/** Gives up a lead for which a swap is offered. */
export async function swapLead({ positionals, out, product }: LeadCall): Promise<number> {
  const [id] = exactly(1, positionals, 'Name one lead by its id.')
  await (await product()).post(`/v1/leads/${encodeURIComponent(id)}/swap`, {}, z.unknown())
  out('It goes through the rules again, and the turn it cost is made up.')
  return 0
}
