import type * as z from 'zod'
import { CommandFailed, type Terminal } from './command.ts'
import { ContactAnswer, DuplicateItems, JoinedAnswer, ResolvedAnswer } from './contact-answers.ts'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
import { duplicatesText, joinsText } from './duplicates-text.ts'
import type { Product } from './product.ts'

const help = `Usage: ./stl duplicates list [--json]
       ./stl duplicates join <item>
       ./stl duplicates join <contact> <contact> [--owner <rep>]
       ./stl duplicates not-same <item>
       ./stl duplicates split <contact> [--join <id>]
       ./stl duplicates split <contact> <lead> ...

list shows contacts that may be one person, for a person to decide.

join says that they are one: the first contact stays, the other leads to it.
The owner of longer standing has the person, unless --owner names the other.
not-same says that they are two, and the question does not come again.

split says that a contact is two persons. It undoes its join (--join says
which, if there are several), or makes a contact of its own of the leads.`

const options = {
  json: { type: 'boolean' },
  owner: { type: 'string' },
  join: { type: 'string' },
} as const
type DuplicatesCall = Call<typeof options>

/** Shows contacts that may be one person, joins them, and splits them again. */
export const duplicates = defineVerbs({
  name: 'duplicates',
  summary: 'contacts that may be one person: list, join, split',
  help,
  options,
  verbs: { list: alone(list), join, 'not-same': notSame, split },
})

const contactPath = (id: string) => `/v1/contacts/${encodeURIComponent(id)}`

async function list({ values, print, ...terminal }: DuplicatesCall): Promise<number> {
  const product = await terminal.product()
  const kinds = 'kind=possible-duplicate&kind=identity-clash'
  const path = `/v1/reviews?state=open&${kinds}&limit=200`
  const { items, nextCursor } = await product.get(path, DuplicateItems)
  const contacts = values.json ? new Map() : await contactsOf(items, product)
  print(items, () => duplicatesText(items, contacts, nextCursor !== null))
  return 0
}

async function contactsOf(items: z.infer<typeof DuplicateItems>['items'], product: Product) {
  const ids = items.flatMap(({ contactId, otherContactId }) => [contactId, otherContactId])
  const known = [...new Set(ids.filter((id) => id !== undefined))]
  const contacts = await Promise.all(known.map((id) => product.get(contactPath(id), ContactAnswer)))
  return new Map(known.map((id, place) => [id, contacts[place]]))
}

async function join({ positionals, values, ...terminal }: DuplicatesCall): Promise<number> {
  const [one, other, ...more] = positionals
  const { owner } = values
  if (one === undefined || more.length > 0) {
    throw new CommandFailed('Name an item of the list, or two contacts.', 2)
  }
  if (other === undefined) {
    if (owner !== undefined) throw new CommandFailed('--owner goes with two contacts.', 2)
    return resolve(one, 'join', terminal)
  }
  const body = { with: other, ...(owner === undefined ? {} : { ownerRepId: owner }) }
  const product = await terminal.product()
  const done = await product.post(`${contactPath(one)}/join`, body, JoinedAnswer)
  terminal.out(`Joined: ${done.otherContactId} leads to ${done.contactId} from now on.
To undo: ./stl duplicates split ${done.contactId} --join ${done.joinId}`)
  return 0
}

async function notSame({ positionals, ...terminal }: DuplicatesCall): Promise<number> {
  const [item] = exactly(1, positionals, 'Name an item of the list.')
  return resolve(item, 'keep-apart', terminal)
}

const DONE: Readonly<Record<string, string>> = {
  join: 'Joined: they are one person.',
  'keep-apart': 'Kept apart: they are two persons, and nobody is asked again.',
}

async function resolve(item: string, resolution: string, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const path = `/v1/reviews/${encodeURIComponent(item)}/resolve`
  await product.post(path, { resolution }, ResolvedAnswer)
  terminal.out(DONE[resolution] ?? resolution)
  return 0
}

async function split({ positionals, values, ...terminal }: DuplicatesCall): Promise<number> {
  const [contact, ...leads] = positionals
  const { join: joinId } = values
  if (contact === undefined) throw new CommandFailed('Name the contact to split.', 2)
  if (leads.length > 0 && joinId !== undefined) {
    throw new CommandFailed('Name leads or a join, not both.', 2)
  }
  const product = await terminal.product()
  const what =
    leads.length > 0 ? { leads } : { joinId: joinId ?? (await onlyJoin(contact, product)) }
  const done = await product.post(`${contactPath(contact)}/split`, what, JoinedAnswer)
  terminal.out(`Split: ${done.otherContactId} is a person of its own beside ${done.contactId}.`)
  return 0
}

/** The one join that can be undone; which of several is for the person to say. */
async function onlyJoin(contact: string, product: Product): Promise<string> {
  const { history } = await product.get(contactPath(contact), ContactAnswer)
  const [only, ...more] = history.filter(({ inForce }) => inForce)
  if (only === undefined) {
    throw new CommandFailed('Nothing was joined into this contact. Name the leads to take out.')
  }
  if (more.length === 0) return only.id
  throw new CommandFailed(`Several joins are in force. Say --join <id>:\n${joinsText(history)}`)
}
