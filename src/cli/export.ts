import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import type { Command } from './command.ts'

const help = `Usage: ./stl export [-o <directory>]

Writes the active configuration documents as YAML files, ready for ./stl apply.
Secrets are references, so none is in them. Without -o they are printed.

  -o, --out <directory>  where to write; created when missing`

const Exported = z.object({
  revision: z.number(),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
})

/** Writes the active configuration documents. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'write the active configuration documents as YAML',
  help,
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { out: { type: 'string', short: 'o' } } })
    const product = await terminal.product()
    const { revision, files } = await product.get('/v1/config/export', Exported)
    const { out } = values
    if (out === undefined) {
      terminal.out(
        files
          .map(({ path, text }) => `# ${path}\n${text}`)
          .join('---\n')
          .trimEnd(),
      )
      return 0
    }
    await mkdir(out, { recursive: true })
    // Only the file's name is taken from the answer, so that it cannot leave the directory.
    for (const { path, text } of files) await writeFile(join(out, basename(path)), text)
    terminal.out(`Wrote ${files.length} documents of revision ${revision} to ${out}.`)
    return 0
  },
}
