import type * as z from 'zod'
import { CommandFailed } from './command.ts'
import { documentsAt } from './document-files.ts'
import { DraftAnswer, DraftsAnswer } from './draft-answers.ts'
import { draftNamed, versionOf, versionSeen } from './draft-named.ts'
import { draftText } from './draft-text.ts'
import { minute } from './minute.ts'
import { revisionFrom } from './revision-from.ts'
import type { RulesCall } from './rules.ts'
import { table } from './table.ts'

/** Keeps documents as a draft, or changes one. Exit code 1 when the draft has mistakes. */
export async function changeDraft({ positionals, values, print, ...terminal }: RulesCall) {
  const { file, name, message, base } = values
  const named = positionals.length === 0 ? undefined : draftNamed(positionals)
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
  print(draft, draftText)
  return draft.check.problems.length > 0 ? 1 : 0
}

/** Prints drafts, open ones alone unless all are asked for. */
export async function listDrafts({ values, print, product }: RulesCall): Promise<number> {
  const query = values.all === true ? '' : '&state=open'
  const path = `/v1/config/drafts?limit=200${query}`
  const { items } = await (await product()).get(path, DraftsAnswer)
  print(items, draftsText)
  return 0
}

function draftsText(drafts: z.infer<typeof DraftsAnswer>['items']): string {
  if (drafts.length === 0) return 'No drafts.'
  const rows = drafts.map((draft) => [
    `${draft.number}@${draft.version}`,
    draft.state,
    `on ${draft.basedOn}`,
    draft.createdBy,
    `${minute(draft.changedAt)} by ${draft.changedBy}`,
    draft.name,
  ])
  return table(rows)
}

/** Prints one draft. */
export async function showDraft({ positionals, print, product }: RulesCall): Promise<number> {
  const { path } = draftNamed(positionals)
  print(await (await product()).get(path, DraftAnswer), draftText)
  return 0
}

/** Approves a draft as it was seen, sends it back with words, or discards it. */
export async function reviewDraft(
  verdict: 'approved' | 'sent-back' | 'discarded',
  { positionals, values: { message: words }, ...terminal }: RulesCall,
): Promise<number> {
  const named = draftNamed(positionals)
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
