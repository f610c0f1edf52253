import type { FastifyReply } from 'fastify'
import { type Change, changesBetween } from '../domain/configuration-diff.ts'
import { Overtaken } from '../domain/failure.ts'
import { writtenForm } from '../domain/write-documents.ts'
import type { ConfigurationHistory, RevisionRow } from '../ports/configuration-history.ts'
import { type Problem, problem } from './problem.ts'

/** How many changes are named; the rest stands in the diff. */
const MOST_NAMED = 10

/**
 * Publishes, and tells whoever comes second who published what since the revision theirs was based
 * on. Rejects with what `publish` rejects with otherwise.
 */
export async function unlessPublished<T>(
  basedOn: number,
  history: ConfigurationHistory,
  reply: FastifyReply,
  publish: () => Promise<T>,
): Promise<T | FastifyReply> {
  try {
    return await publish()
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    const since = await history.since(basedOn)
    // The draft itself was changed, not what it is based on.
    if (since.length === 0) throw error
    return problem(reply, await publishedMeanwhile(basedOn, history))
  }
}

/** The answer to whoever comes second: who was first, and with what. */
export async function publishedMeanwhile(
  basedOn: number,
  history: ConfigurationHistory,
): Promise<Problem> {
  const [since, before, latest] = await Promise.all([
    history.since(basedOn),
    history.find(basedOn),
    history.latest(),
  ])
  const changes =
    before && changesBetween(writtenForm(before.documents), writtenForm(latest.documents))
  const detail = [
    ...since.map(revisionText),
    `Yours is based on revision ${basedOn}. Since then: ${changesText(changes)}`,
  ].join('. ')
  const title = 'Somebody published meanwhile'
  return { status: 409, code: 'published-meanwhile', title, detail }
}

function revisionText({ revision, appliedAt, appliedBy, message, draft }: RevisionRow): string {
  const at = appliedAt.toISOString().slice(0, 16).replace('T', ' ')
  const from = draft === undefined ? '' : ` from draft ${draft}`
  const why = message === undefined ? '' : `: "${message}"`
  return `Revision ${revision} was published by ${appliedBy} at ${at} UTC${from}${why}`
}

function changesText(changes: readonly Change[] | undefined): string {
  if (changes === undefined) return 'other documents were published'
  if (changes.length === 0) return 'nothing that differs'
  const named = changes.slice(0, MOST_NAMED).map(({ text }) => text)
  const more = changes.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}
