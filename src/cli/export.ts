import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { defineCommand } from './define-command.ts'

const help = `Usage: ./stl export [-o <directory>]

Writes the active configuration documents as YAML files, ready for ./stl apply.
Secrets are references, so none is in them. Without -o they are printed.

  -o, --out <directory>  where to write; created when missing`

const Exported = z.object({
  revision: z.number(),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
})

/** Writes the active configuration documents. */
export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write the active configuration documents as YAML',
  help,
  options: { out: { type: 'string', short: 'o' } },
  async run({ values: { out: folder }, ...terminal }) {
    const product = await terminal.product()
    const { revision, files } = await product.get('/v1/config/export', Exported)
    if (folder === undefined) {
      terminal.out(
        files
          .map(({ path, text }) => `# ${path}\n${text}`)
          .join('---\n')
          .trimEnd(),
      )
      return 0
    }
    await mkdir(folder, { recursive: true })
    // Only the file's name is taken from the answer, so that it cannot leave the directory.
    for (const { path, text } of files) await writeFile(join(folder, basename(path)), text)
    terminal.out(`Wrote ${files.length} documents of revision ${revision} to ${folder}.`)
    return 0
  },
})
