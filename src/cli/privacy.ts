import * as z from 'zod'
import { type Call, defineVerbs, exactly } from './define-command.ts'
import { isId } from './is-id.ts'
import { table } from './table.ts'

const help = `Usage: ./stl privacy export <person>
       ./stl privacy erase <person> [--yes]

export prints everything that is held about a person, as JSON. erase shows what
erasing reaches, and with --yes erases it for good.

<person> is an e-mail address, a phone number with its country
(+4722123456), or the id of a contact.`

const Anything = z.record(z.string(), z.unknown())
const Reach = z.object({
  erased: z.boolean(),
  erasureId: z.string().optional(),
  contactIds: z.array(z.string()),
  leadIds: z.array(z.string()),
  places: z.array(z.object({ place: z.string(), rows: z.number() })),
  remains: z.array(z.object({ crm: z.string(), recordId: z.string() })),
})
type Reach = z.infer<typeof Reach>

const options = { yes: { type: 'boolean' } } as const

/** What a person may ask for: all that is held about them, and that it goes. */
export const privacy = defineVerbs({
  name: 'privacy',
  summary: 'export or erase everything about a person',
  help,
  options,
  verbs: { export: exportPerson, erase },
})

function personNamed(positionals: readonly string[]): Record<string, string> {
  const complaint = 'Say privacy export <person> or privacy erase <person>.'
  const [text] = exactly(1, positionals, complaint)
  if (text.includes('@')) return { email: text }
  return isId(text) ? { contactId: text } : { phone: text }
}

async function exportPerson({ positionals, out, product }: Call<typeof options>): Promise<number> {
  const person = personNamed(positionals)
  const file = await (await product()).post('/v1/privacy/export', person, Anything)
  out(JSON.stringify(file, undefined, 2))
  return 0
}

async function erase({ positionals, values, ...terminal }: Call<typeof options>): Promise<number> {
  const person = personNamed(positionals)
  const product = await terminal.product()
  const reach = await product.post('/v1/privacy/erase', { ...person, dryRun: true }, Reach)
  terminal.out(reachText(reach))
  if (reach.places.length === 0 && reach.leadIds.length === 0) return 0
  if (values.yes !== true) {
    terminal.out('Nothing was erased. With --yes all of this goes, for good.')
    return 0
  }
  const done = await product.post('/v1/privacy/erase', person, Reach)
  terminal.out(done.erased ? `Erased, as erasure ${done.erasureId}.` : 'Somebody else erased it.')
  return 0
}

function reachText({ places, leadIds, contactIds, remains }: Reach): string {
  if (places.length === 0 && leadIds.length === 0) return 'Nothing is held about this person.'
  const counts = places.map(({ place, rows }) => [`  ${place}`, String(rows)])
  return [
    `Contacts: ${contactIds.length}. Leads: ${leadIds.length}. Rows about this person:`,
    table(counts),
    ...remains.map(
      ({ crm, recordId }) => `Record ${recordId} stays in ${crm}: delete it there yourself.`,
    ),
  ].join('\n')
}
