import * as z from 'zod'
import { CommandFailed, type Terminal } from './command.ts'

const MovedAnswer = z.object({ repId: z.string().optional() }).loose()

type Options = { readonly rep?: string; readonly cover?: boolean }

/** Moves a lead by hand, and tells who has it now. */
export async function reassignLead(
  [id, ...more]: readonly string[],
  { rep, cover = false }: Options,
  terminal: Terminal,
): Promise<number> {
  if (id === undefined || more.length > 0) throw new CommandFailed('Name one lead by its id.', 2)
  if (cover && rep === undefined) throw new CommandFailed('--cover goes with --rep.', 2)
  const body = rep === undefined ? {} : { repId: rep, cover }
  const path = `/v1/leads/${encodeURIComponent(id)}/reassign`
  const { repId } = await (await terminal.product()).post(path, body, MovedAnswer)
  terminal.out(repId === undefined ? 'It goes through the rules again.' : `${repId} has it now.`)
  return 0
}
