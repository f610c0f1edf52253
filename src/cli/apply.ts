import * as z from 'zod'
import { Finding, findingText } from './check-rules.ts'
import { CommandFailed } from './command.ts'
import { defineCommand } from './define-command.ts'
import { documentsAt, problemsText } from './document-files.ts'
import { ChangeAnswer } from './draft-answers.ts'
import { changesLines } from './draft-text.ts'
import { revisionFrom } from './revision-from.ts'

const help = `Usage: ./stl apply -f <file or directory> [-f ...] [--base <revision>]

Applies configuration documents, all together or not at all. Documents that are
not given stay as they are. Prints every problem as file:line: reason, or what
is different now, and what that leaves behind: a rep who is gone and has leads;
channels whose secrets are not set in the environment of the gateway.
Several managers rather use ./stl rules draft.

  -f, --file <path>   a .yaml, .yml or .json file, or a directory of those
  --base <revision>   the revision these were edited from: when another is
                      active nothing is applied, and you are told who changed
                      what. Without it they replace what is active, whatever
                      that is
  -m, --message <why> stands in ./stl rules history`

const Applied = z.object({
  revision: z.number(),
  changed: z.array(z.string()),
  changes: z.array(ChangeAnswer).default([]),
  warnings: z.array(Finding).default([]),
})

/** Applies configuration documents, all together or not at all. */
export const apply = defineCommand({
  name: 'apply',
  summary: 'apply configuration documents',
  help,
  options: {
    file: { type: 'string', short: 'f', multiple: true },
    base: { type: 'string' },
    message: { type: 'string', short: 'm' },
  },
  async run({ values, ...terminal }) {
    if (values.file === undefined) throw new CommandFailed('Name the documents with -f.', 2)
    const basedOn = values.base === undefined ? undefined : revisionFrom(values.base)
    const files = await documentsAt(values.file)

    const product = await terminal.product()
    const body = { files, basedOn, message: values.message }
    const answer = await product.attempt('/v1/config/apply', body, Applied)
    if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
    const { revision, changed, changes, warnings } = answer
    const done =
      changed.length === 0
        ? `Nothing changed; revision ${revision} stays active.`
        : `Applied as revision ${revision}. Changed: ${changed.join(', ')}.`
    terminal.out([done, ...changesLines(changes), ...warnings.map(findingText)].join('\n'))
    return 0
  },
})
