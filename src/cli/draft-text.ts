import { findingText } from './check-rules.ts'
import { problemsText } from './document-files.ts'
import type { DraftAnswer } from './draft-answers.ts'
import { minute } from './minute.ts'

/** A draft in words: what it changes, what is wrong with it, who did what, what comes next. */
export function draftText(draft: DraftAnswer): string {
  const { number, version, name, basedOn, check, steps } = draft
  const problems = check.problems.length === 0 ? [] : [problemsText({ title: '', ...check })]
  const sections = [
    [`Draft ${number}@${version}: ${name} (changes revision ${basedOn})`],
    changesLines(draft.changes),
    [...problems, ...findingsLines(check.findings)],
    steps.map(({ kind, at, by, words }) => {
      return `  ${minute(at)}  ${kind} by ${by}${words === undefined ? '' : `: ${words}`}`
    }),
    [nextText(draft)],
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** What the draft brings; of the rest only how much it is. */
function findingsLines(findings: DraftAnswer['check']['findings']): readonly string[] {
  const brought = findings.filter(({ wasBefore }) => wasBefore !== true)
  const others = findings.length - brought.length
  const more =
    others === 0 ? [] : [`${others} more findings, as before: ./stl rules check shows them.`]
  return [...brought.map(findingText), ...more]
}

/** Changes, one a line. */
export const changesLines = (changes: readonly { readonly text: string }[]): readonly string[] =>
  changes.map(({ text }) => `  ${text}`)

function nextText(draft: DraftAnswer): string {
  const { number, version, state, revision, check, basedOn, activeRevision } = draft
  if (state === 'published') return `Published as revision ${revision}.`
  if (state !== 'open') return `It is ${state}.`
  if (check.problems.length > 0) return 'It has mistakes, and cannot be published with them.'
  if (check.findings.some(({ level }) => level === 'error')) {
    return 'It has errors, and cannot be published with them.'
  }
  if (draft.review === 'sent-back') return 'It was sent back; change it.'
  if (basedOn !== activeRevision) {
    return `Revision ${activeRevision} was published meanwhile: ./stl rules rebase ${number}`
  }
  if (draft.reviewRequired && draft.review !== 'approved') {
    return `Somebody else must approve it: ./stl rules approve ${number}@${version}`
  }
  return `Publish it: ./stl rules publish ${number}`
}
