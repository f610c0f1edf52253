import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
import { documentsAt, problemsText } from './document-files.ts'

const help = `Usage: ./stl rules check [-f <file or directory> ...] [--strict] [--json]

Looks rules through for what is probably not meant: rules that can never match
or never get a lead, leads that two rules match or none, rules that could not be
judged for most past leads, chains in which nobody is there. Each finding shows
a lead, or the time, that proves it. Nothing is applied.

  -f, --file <path>  documents to look at before they are applied; without any,
                     the active rules are looked through
  --strict           fail on warnings too, not on errors alone
  --json             print the findings as JSON`

const Finding = z.object({
  code: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
  witness: z.record(z.string(), z.unknown()).optional(),
  leadId: z.string().optional(),
  at: z.string().optional(),
})
type Finding = z.infer<typeof Finding>

const Checked = z.object({ pastLeads: z.number(), findings: z.array(Finding) })

/** Looks rules through before they are applied. */
export const rules: Command = {
  name: 'rules',
  summary: 'look rules through before they are applied',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        file: { type: 'string', short: 'f', multiple: true },
        strict: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
    if (positionals[0] !== 'check') throw new CommandFailed('Say check.', 2)
    const files = await documentsAt(values.file ?? [])
    const product = await terminal.product()
    const answer = await product.attempt('/v1/config/check', { files }, Checked)
    if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
    terminal.out(values.json === true ? JSON.stringify(answer, undefined, 2) : text(answer))
    const failing = values.strict === true ? ['error', 'warning'] : ['error']
    return answer.findings.some(({ level }) => failing.includes(level)) ? 1 : 0
  },
}

function text({ findings, pastLeads }: z.infer<typeof Checked>): string {
  const looked = `Looked at the rules and at ${pastLeads} past leads.`
  if (findings.length === 0) return `Nothing found. ${looked}`
  const count = (level: Finding['level'], one: string) => {
    const found = findings.filter((finding) => finding.level === level).length
    return `${found} ${found === 1 ? one : `${one}s`}`
  }
  const counts = `${count('error', 'error')}, ${count('warning', 'warning')}, ${count('note', 'note')}`
  return [...findings.map(findingText), `${counts}. ${looked}`].join('\n')
}

function findingText({ level, message, path, file, line, witness, leadId }: Finding): string {
  const place = file === undefined ? path : `${file}:${line ?? 1}`
  return [
    `${place}: ${level}: ${message}`,
    ...(witness === undefined ? [] : [`    such as a lead with ${witnessText(witness)}`]),
    ...(leadId === undefined ? [] : [`    such as lead ${leadId}`]),
  ].join('\n')
}

function witnessText(witness: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(witness).map(([field, value]) =>
    value === null ? `no ${field}` : `${field} = ${JSON.stringify(value)}`,
  )
  return fields.length === 0 ? 'anything' : fields.join(', ')
}
