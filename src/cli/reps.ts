import * as z from 'zod'
import { SAID_PRESENCES } from '../domain/presence.ts'
import { CommandFailed } from './command.ts'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
import { minute } from './minute.ts'
import { table } from './table.ts'

const help = `Usage: ./stl reps list [--json]
       ./stl reps presence <rep> online|away|do-not-disturb|calendar [--json]

Shows who takes leads now, and says so for a rep. What is said holds until
something else is: calendar leaves it to the schedule of the rep. Whoever an
escalation has set away (set-away) comes back by online or calendar.

  --json   everything, for scripts`

const RepNow = z
  .object({
    id: z.string(),
    name: z.string(),
    active: z.boolean(),
    presence: z.string(),
    availableNow: z.boolean(),
    offUntil: z.string().optional(),
  })
  .loose()

const PresenceNow = z.object({
  repId: z.string(),
  presence: z.string(),
  availableNow: z.boolean(),
  resumed: z.number(),
})

const options = { json: { type: 'boolean' } } as const

/** Who takes leads now, and saying so for a rep. */
export const reps = defineVerbs({
  name: 'reps',
  summary: 'show who takes leads now, and say that a rep is there or away',
  help,
  options,
  verbs: { list: alone(list), presence },
})

async function list({ print, product }: Call<typeof options>): Promise<number> {
  const answer = await (await product()).get('/v1/reps', z.object({ items: z.array(RepNow) }))
  print(answer, ({ items }) => table(items.map(cells)))
  return 0
}

async function presence({ positionals, print, product }: Call<typeof options>): Promise<number> {
  const known: readonly string[] = SAID_PRESENCES
  const complaint = `Say which rep, and one of ${known.join(', ')}.`
  const [repId, said] = exactly(2, positionals, complaint)
  if (!known.includes(said)) throw new CommandFailed(complaint, 2)
  const path = `/v1/reps/${encodeURIComponent(repId)}/presence`
  print(await (await product()).put(path, { presence: said }, PresenceNow), saidText)
  return 0
}

function cells({ id, name, active, presence, availableNow, offUntil }: z.infer<typeof RepNow>) {
  const off = offUntil === undefined ? '' : `off until ${minute(offUntil)} UTC`
  const now = availableNow ? 'takes leads' : 'takes none now'
  return [id, name, presence, active ? now : 'not active', off]
}

function saidText({ repId, presence, availableNow, resumed }: z.infer<typeof PresenceNow>): string {
  const now = availableNow ? 'takes leads now' : 'takes no leads now'
  const woken = resumed === 0 ? '' : ` Leads that waited and go on: ${resumed}.`
  return `${repId} is ${presence} and ${now}.${woken}`
}
