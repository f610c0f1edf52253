import { hash } from 'node:crypto'
import type { DocumentFile, FileProblem } from './read-documents.ts'

/** What is known to be wrong, or perhaps not meant, in documents that are to be published. */
export type DraftCheck = {
  /** When it was looked at; calendars and past leads may show something else later. */
  readonly at: Date
  /** Mistakes; with any, nothing else was looked at. */
  readonly problems: readonly FileProblem[]
  /** What the check of rules and the look at what is in use came to, worst first. */
  readonly findings: readonly DraftFinding[]
}

/** Something that is perhaps not meant. An `error` keeps a draft from being published. */
export type DraftFinding = {
  readonly code: string
  readonly level: 'error' | 'warning' | 'note'
  readonly message: string
  /** In its document, as `rules[2].when`. */
  readonly path: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly witness?: Readonly<Record<string, string | number | boolean | null>> | undefined
  readonly leadId?: string | undefined
  readonly at?: Date | undefined
  /** Of the documents that the draft changes as well. */
  readonly wasBefore?: boolean | undefined
}

/** What somebody did to a draft. */
export const DRAFT_STEPS = [
  'created',
  'changed',
  'rebased',
  'approved',
  'sent-back',
  'published',
  'discarded',
] as const

/** One entry in the history of a draft. */
export type DraftStep = {
  /** The version of the draft that it led to. */
  readonly version: number
  readonly kind: (typeof DRAFT_STEPS)[number]
  readonly at: Date
  readonly by: string
  /** The id of their token: names can be given to others. */
  readonly byId: string
  readonly words?: string | undefined
  /** The content that was there afterwards, and is what was approved. */
  readonly hash: string
}

/** Documents that are not in force yet. */
export type Draft = {
  readonly number: number
  /** Grows with everything that is done to it. */
  readonly version: number
  readonly state: 'open' | 'published' | 'discarded'
  readonly name: string
  /** Why; stands in the history once it is published. */
  readonly message: string | undefined
  /** The revision it changes. */
  readonly basedOn: number
  readonly files: readonly DocumentFile[]
  readonly check: DraftCheck
  /** As which revision it was published. */
  readonly revision: number | undefined
  /** Oldest first. */
  readonly steps: readonly DraftStep[]
}

/** Where the review of a draft stands: of its present content, and no other. */
export type Review = 'none' | 'approved' | 'sent-back'

/**
 * Names the content of a draft: files and the revision they change. An approval is for this alone, so
 * one letter more, or another base, asks for another. SHA-256, hexadecimal.
 */
export function contentHash(files: readonly DocumentFile[], basedOn: number): string {
  const content = files.map(({ path, text }) => [path, text])
  return hash('sha256', JSON.stringify([basedOn, content]))
}

/** The latest word on the present content. */
export function reviewOf({ files, basedOn, steps }: Draft): Review {
  const present = contentHash(files, basedOn)
  const last = steps.findLast(
    ({ kind, hash: of }) => of === present && (kind === 'approved' || kind === 'sent-back'),
  )
  return last?.kind === 'approved' || last?.kind === 'sent-back' ? last.kind : 'none'
}

/** Whether somebody wrote a part of it, and so cannot be the one who approves it. */
export const hasWritten = ({ steps }: Draft, byId: string): boolean =>
  steps.some((step) => step.byId === byId && WRITING.has(step.kind))

const WRITING: ReadonlySet<DraftStep['kind']> = new Set(['created', 'changed', 'rebased'])
