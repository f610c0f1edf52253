import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
import { documentsAt, problemsText } from './document-files.ts'

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
    const files = await documentsAt(values.file)

    const product = await terminal.product()
    const answer = await product.attempt('/v1/config/apply', { files }, Applied)
    if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
    const { revision, changed } = answer
    terminal.out(
      changed.length === 0
        ? `Nothing changed; revision ${revision} stays active.`
        : `Applied as revision ${revision}. Changed: ${changed.join(', ')}.`,
    )
    return 0
  },
}
