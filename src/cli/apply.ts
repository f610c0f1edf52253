import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'

const help = `Usage: ./stl apply -f <file or directory> [-f ...]

Applies configuration documents, all together or not at all. Documents that are
not given stay as they are. Prints every problem as file:line: reason.

  -f, --file <path>  a .yaml, .yml or .json file, or a directory of those`

const Applied = z.object({ revision: z.number(), changed: z.array(z.string()) })

/** Applies configuration documents, all together or not at all. */
export const apply: Command = {
  name: 'apply',
  summary: 'apply configuration documents',
  help,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: { file: { type: 'string', short: 'f', multiple: true } },
    })
    if (values.file === undefined) throw new CommandFailed('Name the documents with -f.', 2)
    const paths = (await Promise.all(values.file.map(documentsIn))).flat()
    const files = await Promise.all(
      paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
    )

    const product = await terminal.product()
    const answer = await product.attempt('/v1/config/apply', { files }, Applied)
    if ('isProblem' in answer) throw new CommandFailed(problemText(answer))
    const { revision, changed } = answer
    terminal.out(
      changed.length === 0
        ? `Nothing changed; revision ${revision} stays active.`
        : `Applied as revision ${revision}. Changed: ${changed.join(', ')}.`,
    )
    return 0
  },
}

const EXTENSIONS = new Set(['.yaml', '.yml', '.json'])

/** The path itself, or the documents of a directory in the order of their names. */
async function documentsIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new CommandFailed(`${path} does not exist.`)
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => EXTENSIONS.has(extname(name))).sort()
  if (names.length === 0) throw new CommandFailed(`${path} contains no document.`)
  return names.map((name) => join(path, name))
}

function problemText({
  title,
  detail,
  problems,
}: {
  title: string
  detail?: string | undefined
  problems?:
    | readonly { file: string; line?: number | null | undefined; reason: string }[]
    | undefined
}): string {
  if (problems === undefined || problems.length === 0) return detail ?? title
  return problems.map(({ file, line, reason }) => `${file}:${line ?? 1}: ${reason}`).join('\n')
}
