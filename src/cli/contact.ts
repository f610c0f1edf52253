import { CommandFailed } from './command.ts'
import { ContactAnswer } from './contact-answers.ts'
import { defineCommand } from './define-command.ts'
import { minute } from './minute.ts'
import { shortened, table } from './table.ts'

const help = `Usage: ./stl contact <id> [--json]
       ./stl contact edit <id> <field>=<value> ... [--withdraw <field>]

Shows a contact: each field with the rule by which its value shows, and what
people wrote by hand.

edit writes fields by hand: email, phone, firstName, lastName, company, title,
country. They show before all that leads say, until somebody withdraws them
(--withdraw, once for each field). A number begins with + and its country.`

/** Shows a contact, and writes its fields by hand. */
export const contact = defineCommand({
  name: 'contact',
  summary: 'a contact, and writing its fields by hand',
  help,
  options: { json: { type: 'boolean' }, withdraw: { type: 'string', multiple: true } },
  allowPositionals: true,
  async run({ positionals, values, print, ...terminal }) {
    const isEdit = positionals[0] === 'edit'
    const [id, ...pairs] = isEdit ? positionals.slice(1) : positionals
    const fields = fieldsFrom(pairs, values.withdraw ?? [])
    if (id === undefined) throw new CommandFailed('Name the contact by its id.', 2)
    if (isEdit === (Object.keys(fields).length === 0)) {
      throw new CommandFailed('edit takes fields, as in title="Head of Sales".', 2)
    }
    const product = await terminal.product()
    const path = `/v1/contacts/${encodeURIComponent(id)}`
    const seen = await product.get(path, ContactAnswer)
    const after = isEdit
      ? await product.patch(path, { version: seen.version, fields }, ContactAnswer)
      : seen
    print(after, contactText)
    return 0
  },
})

function fieldsFrom(
  pairs: readonly string[],
  withdrawn: readonly string[],
): Record<string, string | null> {
  const written = pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new CommandFailed(`Write ${pair} as <field>=<value>.`, 2)
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  return Object.fromEntries([...written, ...withdrawn.map((field) => [field, null] as const)])
}

/** Within 80 columns. */
function contactText({ id, leadCount, ownerRepId, shown, edits }: ContactAnswer): string {
  const leads = leadCount === 1 ? '1 lead' : `${leadCount} leads`
  const fields = Object.entries(shown).flatMap(([field, value]) =>
    value === undefined ? [] : [[`  ${field}`, shortened(value.value, 40), value.rule]],
  )
  const written = edits.map(({ at, by, kind, field }) => {
    return [`  ${minute(at)}`, `${field} ${kind}`, shortened(`by ${by}`, 36)]
  })
  return [
    shortened(`${id}  ${leads}${ownerRepId === undefined ? '' : `, with ${ownerRepId}`}`, 80),
    ...(fields.length === 0 ? [] : [table(fields)]),
    ...(written.length === 0 ? [] : ['By hand:', table(written)]),
  ].join('\n')
}
