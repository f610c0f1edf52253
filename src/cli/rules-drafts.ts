import { CommandFailed, type Terminal } from './command.ts'
import { documentsAt } from './document-files.ts'
import { DraftAnswer, DraftsAnswer } from './draft-answers.ts'
import { draftNamed, versionOf, versionSeen } from './draft-named.ts'
import { draftText } from './draft-text.ts'
import { minute } from './minute.ts'
import { revisionFrom } from './revision-from.ts'
import type { RulesOptions } from './rules.ts'
import { table } from './table.ts'

/** Keeps documents as a draft, or changes one. Exit code 1 when the draft has mistakes. */
export async function changeDraft(
  names: readonly string[],
  { file, name, message, base, json }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const named = names.length === 0 ? undefined : draftNamed(names)
  if (named === undefined && file === undefined) {
    throw new CommandFailed('Name the documents with -f.', 2)
  }
  const files = file && (await documentsAt(file))
  const basedOn = base === undefined ? undefined : revisionFrom(base)
  const content = { files, name, message, basedOn }
  const version = named && versionSeen(named)
  const product = await terminal.product()
  const draft =
    named === undefined
      ? await product.post('/v1/config/drafts', content, DraftAnswer)
      : await product.put(named.path, { ...content, version }, DraftAnswer)
  terminal.out(json === true ? JSON.stringify(draft, undefined, 2) : draftText(draft))
  return draft.check.problems.length > 0 ? 1 : 0
}

/** Prints drafts, open ones alone unless all are asked for. */
export async function listDrafts({ all, json }: RulesOptions, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const query = all === true ? '' : '&state=open'
  const { items } = await product.get(`/v1/config/drafts?limit=200${query}`, DraftsAnswer)
  if (json === true) terminal.out(JSON.stringify(items, undefined, 2))
  else if (items.length === 0) terminal.out('No drafts.')
  else {
    const rows = items.map((draft) => [
      `${draft.number}@${draft.version}`,
      draft.state,
      `on ${draft.basedOn}`,
      draft.createdBy,
      `${minute(draft.changedAt)} by ${draft.changedBy}`,
      draft.name,
    ])
    terminal.out(table(rows))
  }
  return 0
}

/** Prints one draft. */
export async function showDraft(
  names: readonly string[],
  { json }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const { path } = draftNamed(names)
  const draft = await (await terminal.product()).get(path, DraftAnswer)
  terminal.out(json === true ? JSON.stringify(draft, undefined, 2) : draftText(draft))
  return 0
}

/** Approves a draft as it was seen, sends it back with words, or discards it. */
export async function reviewDraft(
  verdict: 'approved' | 'sent-back' | 'discarded',
  names: readonly string[],
  { message: words }: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  const named = draftNamed(names)
  const seen = verdict === 'approved' ? versionSeen(named) : undefined
  if (verdict === 'sent-back' && words === undefined) {
    throw new CommandFailed('Say with -m what should be changed.', 2)
  }
  const product = await terminal.product()
  const version = seen ?? (await versionOf(named, product))
  if (verdict === 'discarded') {
    await product.remove(`${named.path}?version=${version}`)
    terminal.out('Discarded. Its history stays.')
    return 0
  }
  const draft = await product.post(`${named.path}/review`, { verdict, version, words }, DraftAnswer)
  terminal.out(draftText(draft))
  return 0
}
