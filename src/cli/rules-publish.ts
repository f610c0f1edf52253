import type * as z from 'zod'
import { CommandFailed } from './command.ts'
import { problemsText } from './document-files.ts'
import { DiffAnswer, DraftAnswer, PublishedAnswer, RevisionsAnswer } from './draft-answers.ts'
import { draftNamed, versionOf } from './draft-named.ts'
import { changesLines, draftText } from './draft-text.ts'
import { minute } from './minute.ts'
import { revisionFrom } from './revision-from.ts'
import type { RulesCall } from './rules.ts'
import { table } from './table.ts'

/** Makes a draft the active revision. */
export async function publishDraft(call: RulesCall): Promise<number> {
  const { path, version } = draftNamed(call.positionals)
  return publish(`${path}/publish`, { version }, call)
}

/** Brings back what was active before. */
export async function rollBack(call: RulesCall): Promise<number> {
  const { to } = call.values
  return publish('/v1/config/rollback', { to: to === undefined ? to : revisionFrom(to) }, call)
}

async function publish(path: string, what: object, { values, print, product }: RulesCall) {
  const { message, 'accept-warnings': acceptWarnings } = values
  const body = { ...what, message, acceptWarnings }
  const answer = await (await product()).attempt(path, body, PublishedAnswer)
  if ('isProblem' in answer) throw new CommandFailed(refusedText(answer))
  print(answer, publishedText)
  return 0
}

/** Moves a draft onto the active revision. */
export async function rebaseDraft({ positionals, out, ...terminal }: RulesCall): Promise<number> {
  const named = draftNamed(positionals)
  const product = await terminal.product()
  const version = await versionOf(named, product)
  const answer = await product.attempt(`${named.path}/rebase`, { version }, DraftAnswer)
  if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
  out(draftText(answer))
  return 0
}

function refusedText(answer: Parameters<typeof problemsText>[0] & { code?: string | undefined }) {
  const hint =
    answer.code === 'warnings-not-accepted' ? '\nIf that is meant: --accept-warnings' : ''
  return `${problemsText(answer)}${hint}`
}

function publishedText(answer: z.infer<typeof PublishedAnswer>): string {
  const { revision, restores, changes, resumed } = answer
  const what = restores === undefined ? '' : `, with the documents of revision ${restores}`
  const leads = resumed === 0 ? [] : [`${resumed} waiting leads go through the rules again.`]
  return [`Revision ${revision} is active${what}.`, ...changesLines(changes), ...leads].join('\n')
}

/** Prints who published what and why. */
export async function showHistory({ print, product }: RulesCall): Promise<number> {
  const { items } = await (await product()).get('/v1/config/revisions?limit=50', RevisionsAnswer)
  print(items, historyText)
  return 0
}

function historyText(revisions: z.infer<typeof RevisionsAnswer>['items']): string {
  const rows = revisions.map(({ revision, appliedAt, appliedBy, message, draft, restores }) => [
    String(revision),
    minute(appliedAt),
    appliedBy,
    draft === undefined ? '' : `draft ${draft}`,
    [restores === undefined ? '' : `back to ${restores}`, message].filter(Boolean).join(': '),
  ])
  return table(rows)
}

/** Prints what is different between two revisions, or a draft and a revision. */
export async function showDiff({ positionals, values, print, product }: RulesCall) {
  const [from, to, ...more] = positionals
  const { draft } = values
  if (more.length > 0 || (from === undefined && draft === undefined)) {
    throw new CommandFailed('Name one or two revisions, or a draft with --draft.', 2)
  }
  const query = new URLSearchParams({
    ...(from === undefined ? {} : { from: String(revisionFrom(from)) }),
    ...(to === undefined ? {} : { to: String(revisionFrom(to)) }),
    ...(draft === undefined ? {} : { draft }),
  })
  const answer = await (await product()).get(`/v1/config/diff?${query}`, DiffAnswer)
  print(answer, diffText)
  return 0
}

const diffText = ({ changes }: z.infer<typeof DiffAnswer>) =>
  changes.map(({ text }) => text).join('\n') || 'Nothing is different.'
