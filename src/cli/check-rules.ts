import * as z from 'zod'
import { placeText } from '../domain/place-text.ts'
import { CommandFailed } from './command.ts'
import { documentsAt, problemsText } from './document-files.ts'
import type { RulesCall } from './rules.ts'

/** One thing that was found about rules, as the API tells it. */
export const Finding = z.object({
  code: z.string(),
  level: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
  witness: z.record(z.string(), z.unknown()).optional(),
  leadId: z.string().optional(),
  at: z.string().optional(),
  wasBefore: z.boolean().optional(),
})
export type Finding = z.infer<typeof Finding>

const Checked = z.object({ pastLeads: z.number(), findings: z.array(Finding) })

/** Looks rules through before they are applied; resolves with the exit code. */
export async function checkRules({ values, print, product }: RulesCall): Promise<number> {
  const files = await documentsAt(values.file ?? [])
  const answer = await (await product()).attempt('/v1/config/check', { files }, Checked)
  if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
  print(answer, text)
  const failing = values.strict === true ? ['error', 'warning'] : ['error']
  return answer.findings.some(({ level }) => failing.includes(level)) ? 1 : 0
}

function text({ findings, pastLeads }: z.infer<typeof Checked>): string {
  const past = pastLeads === 1 ? '1 past lead' : `${pastLeads} past leads`
  const looked = `Looked at the rules and at ${past}.`
  if (findings.length === 0) return `Nothing found. ${looked}`
  const count = (level: Finding['level'], one: string) => {
    const found = findings.filter((finding) => finding.level === level).length
    return `${found} ${found === 1 ? one : `${one}s`}`
  }
  const counts = `${count('error', 'error')}, ${count('warning', 'warning')}, ${count('note', 'note')}`
  return [...findings.map(findingText), `${counts}. ${looked}`].join('\n')
}

/** A finding with its place and a lead that shows it, on several lines. */
export function findingText({
  level,
  message,
  path,
  file,
  line,
  witness,
  leadId,
}: Finding): string {
  const place = file === undefined ? path : placeText({ file, line, path })
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
