import { openAsBlob } from 'node:fs'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import { minute } from './minute.ts'
import { table } from './table.ts'

const help = `Usage: ./stl segments load <segment> <file.csv> [--field <field>]
             [--column <column>]
       ./stl segments list [--json]
       ./stl segments show <segment> [--json]
       ./stl segments delete <segment>

Lists by which leads belong to segments: postal codes, domains, companies.
Rules ask for one as segments.<segment>, when the document routing names it:

  segments: [{ id: zips_north, list: lead.postalCode }]

load puts the list in the place of the one before, whole or not at all. The
first line of the file names its columns; the values stand in the column called
value or like the field, or in --column. --field is needed when the active
rules do not name the segment yet. show tells of earlier versions, and which
rules ask for it. docs/routing.md says more.`

const Version = z.object({
  id: z.string(),
  version: z.number(),
  field: z.string(),
  entries: z.number(),
  loadedBy: z.string(),
  loadedAt: z.string(),
  replacedAt: z.string().optional(),
})
type Version = z.infer<typeof Version>
const Loaded = Version.extend({ lines: z.number() })
const Versions = z.object({
  id: z.string(),
  versions: z.array(Version),
  rules: z.array(z.string()),
})

const options = {
  field: { type: 'string' },
  column: { type: 'string' },
  json: { type: 'boolean' },
} as const
const parsed = (args: string[]) => parseArgs({ args, allowPositionals: true, options })
type Call = ReturnType<typeof parsed> & { readonly terminal: Terminal }

/** Lists by which leads belong to segments: loads, shows and deletes them. */
export const segments: Command = {
  name: 'segments',
  summary: 'load lists of postal codes, domains, companies for rules',
  help,
  async run(args, terminal) {
    const { values, positionals } = parsed(args)
    const [verb = '', ...others] = positionals
    const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (act === undefined) throw new CommandFailed('Say load, list, show or delete.', 2)
    terminal.out(await act({ terminal, positionals: others, values }))
    return 0
  },
}

const VERBS: Readonly<Record<string, (call: Call) => Promise<string>>> = {
  load,
  list,
  show,
  async delete({ terminal, positionals: [id] }) {
    const path = pathOf(id)
    await (await terminal.product()).remove(path)
    return `Segment ${id} has no list any more.`
  },
}

/** Many times what a million lines take. */
const LOAD_LIMIT_MS = 10 * 60_000

async function load({ terminal, positionals: [id, file], values }: Call): Promise<string> {
  if (file === undefined) throw new CommandFailed('Name the segment and the file.', 2)
  // Read from the disk as it is sent.
  const body = await openAsBlob(file).catch(() => undefined)
  if (body === undefined) throw new CommandFailed(`${file} cannot be read.`)
  const { field, column } = values
  const query = new URLSearchParams({ ...(field && { field }), ...(column && { column }) })
  const request = {
    method: 'PUT',
    contentType: 'text/csv',
    body,
    timeLimitMs: LOAD_LIMIT_MS,
  } as const
  const product = await terminal.product()
  const loaded = await product.postBytes(`${pathOf(id)}?${query}`, request, Loaded)
  const { entries, lines, version } = loaded
  return `Segment ${id}: ${entries} values of ${loaded.field}, version ${version}${sameText(lines - entries)}.`
}

function sameText(lines: number): string {
  if (lines === 0) return ''
  return lines === 1
    ? '; 1 line says the same as another'
    : `; ${lines} lines say the same as others`
}

async function list({ terminal, values }: Call): Promise<string> {
  const product = await terminal.product()
  const { items } = await product.get('/v1/segments', z.object({ items: z.array(Version) }))
  if (values.json === true) return JSON.stringify(items, undefined, 2)
  return items.length === 0
    ? 'No lists.'
    : table(items.map((one) => [one.id, ...cells(one).slice(1, 4)]))
}

async function show({ terminal, positionals: [id], values }: Call): Promise<string> {
  const found = await (await terminal.product()).get(pathOf(id), Versions)
  if (values.json === true) return JSON.stringify(found, undefined, 2)
  const rules = found.rules.length === 0 ? 'No active rule asks for it.' : found.rules.join(', ')
  return `${table(found.versions.map(cells))}\n${found.rules.length > 0 ? 'Asked for by ' : ''}${rules}`
}

function pathOf(id: string | undefined): string {
  if (id === undefined) throw new CommandFailed('Name the segment.', 2)
  return `/v1/segments/${encodeURIComponent(id)}`
}

const cells = ({ version, field, entries, loadedBy, loadedAt, replacedAt }: Version) => [
  `version ${version}`,
  field,
  `${entries} values`,
  `${minute(loadedAt)} by ${loadedBy}`,
  replacedAt === undefined ? 'in use' : `until ${minute(replacedAt)}`,
]
