import { checkCanary } from './canaries/check-canary.ts'
import { checkDigests } from './check-digests.ts'
import { checkExpectations } from './check-expectations.ts'
import { checkLadders } from './check-ladders.ts'
import { checkSla } from './check-sla.ts'
import { checkSources } from './check-sources.ts'
import { checkTeamChannels } from './check-team-channels.ts'
import { checkTeams } from './check-teams.ts'
import { checkTemplates } from './check-templates.ts'
import { thereIsNo } from './closest-name.ts'
import {
  checkReferences,
  type Path,
  type ReferenceProblem,
  type Written,
} from './document-references.ts'
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  type Documents,
  documentSchemas,
} from './documents/documents.ts'
import type { RoutingDocument } from './documents/routing.ts'
import type { ScoringDocument } from './documents/scoring.ts'
import { type SourcesDocument, TAKES_BROWSERS } from './documents/sources.ts'
import { readBySchema, type SchemaProblem } from './schema-words.ts'
import { checkSegments, type SegmentProblem, segmentsInScores } from './segments/check-segments.ts'

/** One thing wrong with a set of documents, and where; `kind` names the document. */
export type DocumentProblem = {
  readonly kind: string
  readonly path: Path
  readonly reason: string
  /** Where within the text at `path`, for a condition; counted from 1. */
  readonly within?: { readonly line: number; readonly column: number }
}

/** A full set of documents that may be applied, or everything that is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly documents: Documents }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] }

/**
 * Checks documents as they were written, by kind: each by its schema, then all of them together.
 * Every problem is reported at once. A set that is accepted can be routed, scored and assigned by
 * without any stage having to ask again.
 */
export function checkDocuments(written: Written): Checked {
  const results = DOCUMENT_KINDS.map((kind) => checkOne(kind, written[kind]))
  const documents = Object.fromEntries(
    results.flatMap(({ kind, data }) => (data ? [[kind, data]] : [])),
  )
  const problems = [
    ...unknownKinds(written),
    ...results.flatMap((result) => result.problems),
    ...checkReferences(written),
    ...checkMeaning(documents),
  ]
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, documents: documents as Documents }
}

/** What is wrong with the name of a document, or undefined for one of ours. */
export function unknownKind(kind: string): string | undefined {
  if (DOCUMENT_KINDS.some((known) => known === kind)) return undefined
  return thereIsNo('document', kind, DOCUMENT_KINDS)
}

function unknownKinds(written: Written): readonly DocumentProblem[] {
  return Object.keys(written).flatMap((kind) => {
    const reason = unknownKind(kind)
    return reason === undefined ? [] : [{ kind, path: [], reason }]
  })
}

function checkOne(kind: DocumentKind, value: unknown) {
  const schema = documentSchemas[kind]
  if (value === undefined && !schema.safeParse(undefined).success) {
    return { kind, problems: [{ kind, path: [], reason: `the document \`${kind}\` is missing` }] }
  }
  const read = readBySchema<unknown>(schema, value)
  if (read.ok) return { kind, data: read.data, problems: [] }
  return { kind, problems: read.problems.map((problem) => documentProblem(kind, problem)) }
}

function documentProblem(
  kind: DocumentKind,
  { path, reason, issue }: SchemaProblem,
): DocumentProblem {
  const { line, column } = (issue.code === 'custom' && issue.params) || {}
  if (typeof line !== 'number' || typeof column !== 'number') return { kind, path, reason }
  return { kind, path, reason, within: { line, column } }
}

type Known = Partial<Documents>

const FOR_BROWSERS = ['rateLimit', 'minFillMs'] as const

/** What each document may say, but not all of them together, or not to any sense. */
function checkMeaning({
  sources,
  teams,
  routing,
  scoring,
  sla,
  channels,
  templates,
  canary,
}: Known): readonly SegmentProblem[] {
  return [
    ...(sources ? forBrowsersOnly(sources) : []),
    ...(teams ? checkTeams(teams) : []),
    ...(teams ? checkWithTeams(teams, { sla, channels, canary }) : []),
    ...(routing ? [...beyondTheWaitingList(routing), ...checkRouting(routing)] : []),
    ...(scoring ? [...scoresOfScores(scoring), ...segmentsInScores(scoring)] : []),
    ...(sources ? checkSources(sources) : []),
    ...(templates ? checkTemplates(templates) : []),
  ]
}

/** What names people, or is about their time. */
function checkWithTeams(
  teams: Documents['teams'],
  { sla, channels, canary }: { readonly [Kind in 'sla' | 'channels' | 'canary']: Known[Kind] },
): readonly ReferenceProblem[] {
  return [
    ...(sla ? [...checkSla(sla, teams), ...checkDigests(sla, teams)] : []),
    ...(canary ? checkCanary(canary, teams) : []),
    ...(sla && channels ? checkLadders(teams, { sla, channels }) : []),
    ...(channels ? checkTeamChannels(teams, channels) : []),
  ]
}

/** Rules are tried out only when all they name is there. */
function checkRouting(routing: RoutingDocument): readonly SegmentProblem[] {
  const problems = checkSegments(routing)
  return problems.length > 0 ? problems : checkExpectations(routing)
}

function forBrowsersOnly({ sources }: SourcesDocument): readonly ReferenceProblem[] {
  return sources.flatMap((source, index) => {
    if (TAKES_BROWSERS.has(source.kind)) return []
    const reason = `a vendor delivers to kind \`${source.kind}\`; this is for what browsers post`
    return FOR_BROWSERS.filter((name) => source[name] !== undefined).map((name) => {
      return { kind: 'sources', path: ['sources', index, name], reason }
    })
  })
}

function beyondTheWaitingList({ rules, fallback }: RoutingDocument): readonly ReferenceProblem[] {
  const chains = [
    ...rules.map(({ targets }, index) => ({ path: ['rules', index, 'targets'], targets })),
    { path: ['fallback'], targets: fallback },
  ]
  return chains.flatMap(({ path, targets }) => {
    const list = targets.findIndex(({ kind }) => kind === 'waiting-list')
    if (list < 0 || list === targets.length - 1) return []
    const reason = 'nothing comes after a waiting list; put it last'
    return [{ kind: 'routing', path: [...path, list + 1], reason }]
  })
}

function scoresOfScores({ fit, interest }: ScoringDocument): readonly ReferenceProblem[] {
  return Object.entries({ fit, interest }).flatMap(([part, rules]) =>
    rules.flatMap(({ when }, index) => {
      if (!/\bscore\s*[.[]/.test(when)) return []
      const reason = 'points cannot depend on the score they add up to'
      return [{ kind: 'scoring', path: [part, index, 'when'], reason }]
    }),
  )
}
