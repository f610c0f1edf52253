import { openAsBlob } from 'node:fs'
import * as z from 'zod'
import { CommandFailed } from './command.ts'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
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
type SegmentsCall = Call<typeof options>

/** Lists by which leads belong to segments: loads, shows and deletes them. */
export const segments = defineVerbs({
  name: 'segments',
  summary: 'load lists of postal codes, domains, companies for rules',
  help,
  options,
  verbs: { load, list: alone(list), show, delete: remove },
})

/** Many times what a million lines take. */
const LOAD_LIMIT_MS = 10 * 60_000

async function load({ positionals, values, out, product }: SegmentsCall): Promise<number> {
  const [id, file] = exactly(2, positionals, 'Name the segment and the file.')
  const { field, column } = values
  const query = new URLSearchParams({ ...(field && { field }), ...(column && { column }) })
  const request = {
    method: 'PUT',
    contentType: 'text/csv',
    body: await blobOf(file),
    timeLimitMs: LOAD_LIMIT_MS,
  } as const
  const path = `${pathOf(id)}?${query}`
  const loaded = await (await product()).postBytes(path, request, Loaded)
  const { entries, version } = loaded
  const same = sameText(loaded.lines - entries)
  out(`Segment ${id}: ${entries} values of ${loaded.field}, version ${version}${same}.`)
  return 0
}

/** Read from the disk as it is sent. */
async function blobOf(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch {
    throw new CommandFailed(`${file} cannot be read.`)
  }
}

function sameText(lines: number): string {
  if (lines === 0) return ''
  return lines === 1
    ? '; 1 line says the same as another'
    : `; ${lines} lines say the same as others`
}

async function list({ print, product }: SegmentsCall): Promise<number> {
  const answer = z.object({ items: z.array(Version) })
  const { items } = await (await product()).get('/v1/segments', answer)
  const rows = items.map((one) => [one.id, ...cells(one).slice(1, 4)])
  print(items, () => (rows.length === 0 ? 'No lists.' : table(rows)))
  return 0
}

async function show({ positionals, print, product }: SegmentsCall): Promise<number> {
  const path = pathOf(onlySegment(positionals))
  print(await (await product()).get(path, Versions), versionsText)
  return 0
}

function versionsText({ versions, rules }: z.infer<typeof Versions>): string {
  const asking =
    rules.length === 0 ? 'No active rule asks for it.' : `Asked for by ${rules.join(', ')}`
  return `${table(versions.map(cells))}\n${asking}`
}

async function remove({ positionals, out, product }: SegmentsCall): Promise<number> {
  const id = onlySegment(positionals)
  await (await product()).remove(pathOf(id))
  out(`Segment ${id} has no list any more.`)
  return 0
}

const onlySegment = (positionals: readonly string[]) =>
  exactly(1, positionals, 'Name the segment.')[0]

const pathOf = (id: string) => `/v1/segments/${encodeURIComponent(id)}`

const cells = ({ version, field, entries, loadedBy, loadedAt, replacedAt }: Version) => [
  `version ${version}`,
  field,
  `${entries} values`,
  `${minute(loadedAt)} by ${loadedBy}`,
  replacedAt === undefined ? 'in use' : `until ${minute(replacedAt)}`,
]
