import * as z from 'zod'
import { CommandFailed, type Terminal } from './command.ts'

/** Gives up a lead for which a swap is offered. */
export async function swapLead(
  [id, ...more]: readonly string[],
  _options: object,
  terminal: Terminal,
): Promise<number> {
  if (id === undefined || more.length > 0) throw new CommandFailed('Name one lead by its id.', 2)
  const path = `/v1/leads/${encodeURIComponent(id)}/swap`
  await (await terminal.product()).post(path, {}, z.unknown())
  terminal.out('It goes through the rules again, and the turn it cost is made up.')
  return 0
}
