import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Settings } from '../src/settings.ts'
import { openApiText } from './write-openapi.ts'

/** A file that is made from code: its path, and its whole content given what it contains now. */
type Generated = {
  readonly path: string
  content(now: string): string | Promise<string>
}

const generated: readonly Generated[] = [
  { path: '.env.example', content: envExample },
  { path: 'README.md', content: readmeWithSettings },
  { path: 'docs/openapi.json', content: openApiText },
]

const START = '<!-- settings:start -->'
const END = '<!-- settings:end -->'

const root = join(import.meta.dirname, '..')
const checkOnly = process.argv.includes('--check')
const stale: string[] = []

for (const { path, content } of generated) {
  const file = join(root, path)
  const now = existsSync(file) ? await readFile(file, 'utf8') : ''
  const wanted = await content(now)
  if (now === wanted) continue
  stale.push(path)
  if (!checkOnly) await writeFile(file, wanted)
}

if (stale.length === 0) {
  console.log(`Up to date: ${generated.map(({ path }) => path).join(', ')}`)
} else if (checkOnly) {
  console.error(`Out of date: ${stale.join(', ')}. Run: node scripts/write-generated.ts`)
  process.exit(1)
} else {
  console.log(`Written: ${stale.join(', ')}`)
}

type Setting = { readonly name: string; readonly fallback: string; readonly description: string }

function settings(): Setting[] {
  const { properties = {} } = z.toJSONSchema(Settings, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean') throw new Error(`${name} has no description`)
    const { default: fallback, description } = property
    if (description === undefined) throw new Error(`${name} has no description`)
    return { name, description, fallback: fallback === undefined ? '' : `${fallback}` }
  })
}

function envExample(): string {
  const head = '# Copy to .env and change what you need. Every line shows the default.\n'
  const lines = settings().map(
    ({ name, fallback, description }) =>
      `\n# ${description.replaceAll('`', '')}\n# ${name}=${fallback}\n`,
  )
  return [head, ...lines].join('')
}

function readmeWithSettings(now: string): string {
  const readme = now === '' ? `# Speed-to-Lead\n\n${START}\n${END}\n` : now
  const [before, rest] = readme.split(START)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) {
    throw new Error(`README.md lacks the lines ${START} and ${END}`)
  }
  return `${before}${START}\n${settingsTable()}\n${END}${after}`
}

function settingsTable(): string {
  const rows = settings().map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${description} |`,
  )
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n')
}
