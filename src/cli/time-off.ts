import * as z from 'zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import { CommandFailed } from './command.ts'
import { type Call, defineVerbs, exactly } from './define-command.ts'
import { minute } from './minute.ts'
import type { Product } from './product.ts'
import { table } from './table.ts'

const help = `Usage: ./stl time-off list [<rep>] [--json]
       ./stl time-off add <rep> <from> [<to>] [--half morning|afternoon]
             [--zone <time zone>] [--cover <rep>]
       ./stl time-off remove <id>

When reps are not there. Days are written 2026-12-24; both the first and the
last are days off. What the document teams says is listed too, without an id.

  --half <half>       half of one day; noon parts the halves
  --zone <time zone>  whose midnight counts; the rep's when left out
  --cover <rep>       who takes what comes for the rep by name meanwhile,
                      instead of the cover that teams.yaml names`

const TimeOff = z.object({
  id: z.string().optional(),
  repId: z.string(),
  half: z.string().optional(),
  cover: z.string().optional(),
  startsAt: z.string(),
  endsAt: z.string(),
})
type TimeOff = z.infer<typeof TimeOff>
const Named = z.object({ id: z.string() })

const options = {
  json: { type: 'boolean' },
  half: { type: 'string' },
  zone: { type: 'string' },
  cover: { type: 'string' },
} as const

type TimeOffCall = Call<typeof options>

/** When reps are not there, and who covers for them. */
export const timeOff = defineVerbs({
  name: 'time-off',
  summary: 'say when reps are not there, and who covers for them',
  help,
  options,
  verbs: { list, add, remove },
})

async function list({ positionals: [repId], print, ...terminal }: TimeOffCall): Promise<number> {
  const product = await terminal.product()
  const { items } = await product.get('/v1/time-off', z.object({ items: z.array(TimeOff) }))
  const wanted = items.filter((one) => repId === undefined || one.repId === repId)
  if (repId !== undefined && wanted.length === 0) await checkRep(repId, product)
  print(wanted, () => (wanted.length === 0 ? 'No time off.' : table(wanted.map(cells))))
  return 0
}

async function add({ positionals, values, out, product }: TimeOffCall): Promise<number> {
  const [repId, from, to] = positionals
  if (repId === undefined || from === undefined) {
    throw new CommandFailed('Say which rep, and from which day.', 2)
  }
  const { half, zone: timeZone, cover } = values
  const path = `/v1/reps/${encodeURIComponent(repId)}/time-off`
  const written = { from, to, half, timeZone, cover }
  out(table([cells(await (await product()).post(path, written, TimeOff))]))
  return 0
}

async function remove({ positionals, out, product }: TimeOffCall): Promise<number> {
  const [id] = exactly(1, positionals, 'Say the id that list shows.')
  await (await product()).remove(`/v1/time-off/${encodeURIComponent(id)}`)
  out(`Removed ${id}.`)
  return 0
}

async function checkRep(repId: string, product: Product): Promise<void> {
  const { items } = await product.get('/v1/reps', z.object({ items: z.array(Named) }))
  const ids = items.map(({ id }) => id)
  if (!ids.includes(repId)) throw new CommandFailed(noneOfThatName('rep', repId, ids).detail)
}

const cells = ({ id, repId, startsAt, endsAt, cover }: TimeOff): readonly string[] => [
  id ?? 'in teams.yaml',
  repId,
  `${minute(startsAt)} to ${minute(endsAt)} UTC`,
  cover === undefined ? '' : `${cover} covers`,
]
