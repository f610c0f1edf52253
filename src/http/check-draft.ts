import type { Documents } from '../domain/documents/documents.ts'
import type { DraftCheck, DraftFinding } from '../domain/draft.ts'
import { leftBehind } from '../domain/left-behind.ts'
import { type DocumentFile, readDocuments } from '../domain/read-documents.ts'
import type { NameUses } from '../ports/name-uses.ts'
import { findingsShown } from './findings-shown.ts'
import { type LookThroughPorts, lookThrough } from './look-through.ts'

/** What a draft is checked with. */
export type CheckDraftPorts = LookThroughPorts & { readonly nameUses: NameUses }

/** What came of checking files over the documents they change; `documents` only if all are in good form. */
export type CheckedDraft = {
  readonly check: DraftCheck
  readonly documents: Documents | undefined
}

/** Checks files by form, by the check of rules, and by what refers to what they leave out. */
export async function checkDraft(
  files: readonly DocumentFile[],
  before: Documents,
  ports: CheckDraftPorts,
): Promise<CheckedDraft> {
  const at = ports.clock()
  const read = readDocuments(files, before)
  if (!read.ok)
    return { check: { at, problems: read.problems, findings: [] }, documents: undefined }
  const { documents } = read
  const { findings } = await lookThrough(documents, files, ports)
  const earlier = (await lookThrough(before, [], ports)).findings.map(inShort)
  const left = findingsShown(await wouldBeLeft(before, documents, ports), files)
  const all = [...findings, ...left]
    .map((one) => (earlier.includes(inShort(one)) ? { ...one, wasBefore: true } : one))
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
  return { check: { at, problems: [], findings: all }, documents }
}

/** What tells a finding from others, wherever it stands by now. */
const inShort = ({ code, message }: Pick<DraftFinding, 'code' | 'message'>) => `${code} ${message}`

const LEVELS = ['error', 'warning', 'note']
const RECENTLY_MS = 7 * 24 * 60 * 60 * 1_000

/** What these documents would leave behind that refers to what they no longer name. */
export async function wouldBeLeft(
  before: Documents,
  after: Documents,
  { clock, nameUses }: Pick<CheckDraftPorts, 'clock' | 'nameUses'>,
) {
  const names = {
    reps: missing(before.teams.reps, after.teams.reps, ({ id }) => id),
    sources: missing(before.sources.sources, after.sources.sources, ({ key }) => key),
  }
  const since = new Date(clock().getTime() - RECENTLY_MS)
  return leftBehind(before, after, await nameUses.count(names, since))
}

function missing<T>(before: readonly T[], after: readonly T[], nameOf: (one: T) => string) {
  const still = new Set(after.map(nameOf))
  return before.map(nameOf).filter((name) => !still.has(name))
}
