import type * as z from 'zod'
import { CommandFailed, type Terminal } from './command.ts'
import { problemsText } from './document-files.ts'
import { DiffAnswer, DraftAnswer, PublishedAnswer, RevisionsAnswer } from './draft-answers.ts'
import { draftNamed, versionOf } from './draft-named.ts'
import { changesLines, draftText } from './draft-text.ts'
import { minute } from './minute.ts'
import { revisionFrom } from './revision-from.ts'
import type { RulesOptions } from './rules.ts'
import { table } from './table.ts'

/** Makes a draft the active revision. */
export async function publishDraft(
  names: readonly string[],
  { message, 'accept-warnings': acceptWarnings, json }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const { path, version } = draftNamed(names)
  const product = await terminal.product()
  const body = { version, message, acceptWarnings }
  const answer = await product.attempt(`${path}/publish`, body, PublishedAnswer)
  if ('isProblem' in answer) throw new CommandFailed(refusedText(answer))
  terminal.out(json === true ? JSON.stringify(answer, undefined, 2) : publishedText(answer))
  return 0
}

/** Moves a draft onto the active revision. */
export async function rebaseDraft(
  names: readonly string[],
  _: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const named = draftNamed(names)
  const product = await terminal.product()
  const version = await versionOf(named, product)
  const answer = await product.attempt(`${named.path}/rebase`, { version }, DraftAnswer)
  if ('isProblem' in answer) throw new CommandFailed(problemsText(answer))
  terminal.out(draftText(answer))
  return 0
}

/** Brings back what was active before. */
export async function rollBack(
  { to, message, 'accept-warnings': acceptWarnings, json }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const body = { to: to === undefined ? undefined : revisionFrom(to), message, acceptWarnings }
  const product = await terminal.product()
  const answer = await product.attempt('/v1/config/rollback', body, PublishedAnswer)
  if ('isProblem' in answer) throw new CommandFailed(refusedText(answer))
  terminal.out(json === true ? JSON.stringify(answer, undefined, 2) : publishedText(answer))
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
export async function showHistory({ json }: RulesOptions, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const { items } = await product.get('/v1/config/revisions?limit=50', RevisionsAnswer)
  const rows = items.map(({ revision, appliedAt, appliedBy, message, draft, restores }) => [
    String(revision),
    minute(appliedAt),
    appliedBy,
    draft === undefined ? '' : `draft ${draft}`,
    [restores === undefined ? '' : `back to ${restores}`, message].filter(Boolean).join(': '),
  ])
  terminal.out(json === true ? JSON.stringify(items, undefined, 2) : table(rows))
  return 0
}

/** Prints what is different between two revisions, or a draft and a revision. */
export async function showDiff(
  [from, to, ...more]: readonly string[],
  { draft, json }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  if (more.length > 0 || (from === undefined && draft === undefined)) {
    throw new CommandFailed('Name one or two revisions, or a draft with --draft.', 2)
  }
  const query = new URLSearchParams({
    ...(from === undefined ? {} : { from: String(revisionFrom(from)) }),
    ...(to === undefined ? {} : { to: String(revisionFrom(to)) }),
    ...(draft === undefined ? {} : { draft }),
  })
  const answer = await (await terminal.product()).get(`/v1/config/diff?${query}`, DiffAnswer)
  if (json === true) terminal.out(JSON.stringify(answer, undefined, 2))
  else if (answer.changes.length === 0) terminal.out('Nothing is different.')
  else terminal.out(answer.changes.map(({ text }) => text).join('\n'))
  return 0
}
