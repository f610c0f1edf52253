import { parseArgs } from 'node:util'
import * as z from 'zod'
import { SAID_PRESENCES } from '../domain/presence.ts'
import { type Command, CommandFailed } from './command.ts'
import { minute } from './minute.ts'
import type { Product } from './product.ts'
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

/** Who takes leads now, and saying so for a rep. */
export const reps: Command = {
  name: 'reps',
  summary: 'show who takes leads now, and say that a rep is there or away',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb = '', ...others] = positionals
    const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (act === undefined) throw new CommandFailed('Say list or presence.', 2)
    const { answer, text } = await act(others, () => terminal.product())
    terminal.out(values.json === true ? JSON.stringify(answer, undefined, 2) : text)
    return 0
  },
}

type Said = { readonly answer: unknown; readonly text: string }
type Verb = (words: readonly string[], product: () => Promise<Product>) => Promise<Said>

const VERBS: Readonly<Record<string, Verb>> = {
  async list(_words, product) {
    const answer = await (await product()).get('/v1/reps', z.object({ items: z.array(RepNow) }))
    return { answer, text: table(answer.items.map(cells)) }
  },
  async presence([repId, presence], product) {
    const known: readonly string[] = SAID_PRESENCES
    if (repId === undefined || presence === undefined || !known.includes(presence)) {
      throw new CommandFailed(`Say which rep, and one of ${known.join(', ')}.`, 2)
    }
    const path = `/v1/reps/${encodeURIComponent(repId)}/presence`
    const answer = await (await product()).put(path, { presence }, PresenceNow)
    return { answer, text: saidText(answer) }
  },
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
