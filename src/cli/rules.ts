import { checkRules } from './check-rules.ts'
import { alone, type Call, defineVerbs } from './define-command.ts'
import { changeDraft, listDrafts, reviewDraft, showDraft } from './rules-drafts.ts'
import { publishDraft, rebaseDraft, rollBack, showDiff, showHistory } from './rules-publish.ts'

const help = `Usage: ./stl rules check [-f <path> ...] [--strict] [--json]
       ./stl rules draft -f <path> [--name <name>] [-m <why>] [--base <rev>]
       ./stl rules draft <draft>@<version> [-f <path>] [...]
       ./stl rules drafts [--all] | show <draft>
       ./stl rules approve <draft>@<version> [-m <words>]
       ./stl rules send-back <draft> -m <words> | discard <draft>
       ./stl rules publish <draft> [-m <why>] [--accept-warnings]
       ./stl rules rebase <draft>
       ./stl rules history | diff [<from> [<to>]] [--draft <draft>]
       ./stl rules rollback [--to <revision>] [-m <why>] [--accept-warnings]

check looks rules through for what is probably not meant: rules that can never
match or never get a lead, leads that two rules match or none, rules that could
not be judged for most past leads, chains in which nobody is there. Each finding
shows a lead, or the time, that proves it. Nothing is applied.

draft keeps documents, any of them, that are not in force yet; with a number and
the version you saw (12@3) it changes that draft. approve is for exactly that
version. publish makes it the active revision, unless somebody else published
meanwhile: rebase merges documents that only one of you changed. diff tells
what is different, by rule, rep and pool; rollback brings back what was active
before.

  -f, --file <path>   a document or a directory of documents
  -m, --message <why> stands in the history
  --strict            check fails on warnings too, not on errors alone
  --accept-warnings   publish or roll back in spite of warnings
  --all               drafts that were published or discarded, too
  --json              print the answer as JSON`

const options = {
  file: { type: 'string', short: 'f', multiple: true },
  message: { type: 'string', short: 'm' },
  name: { type: 'string' },
  base: { type: 'string' },
  draft: { type: 'string' },
  to: { type: 'string' },
  strict: { type: 'boolean' },
  all: { type: 'boolean' },
  json: { type: 'boolean' },
  'accept-warnings': { type: 'boolean' },
} as const

/** A call of one of the verbs. */
export type RulesCall = Call<typeof options>

/** Looks rules through, and takes documents from a draft to an active revision and back. */
export const rules = defineVerbs({
  name: 'rules',
  summary: 'check, draft, review, publish, compare and roll back rules',
  help,
  options,
  verbs: {
    check: alone(checkRules),
    draft: changeDraft,
    drafts: alone(listDrafts),
    show: showDraft,
    approve: (call) => reviewDraft('approved', call),
    'send-back': (call) => reviewDraft('sent-back', call),
    discard: (call) => reviewDraft('discarded', call),
    publish: publishDraft,
    rebase: rebaseDraft,
    history: alone(showHistory),
    diff: showDiff,
    rollback: alone(rollBack),
  },
})
