import type { FastifyReply } from 'fastify'
import type { FileProblem } from '../domain/read-documents.ts'

/** One field that is wrong, and why, in words that may be shown to whoever sent it. */
export type FieldProblem = { readonly field: string; readonly reason: string }

/** What an error reply says. Nothing in it is for operators only. */
export type Problem = {
  readonly status: number
  /** Stable, with an entry in `docs/failures.md`. */
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors?: readonly FieldProblem[]
  /** What is wrong with documents that were sent, by file and line. */
  readonly problems?: readonly FileProblem[]
  /** What else there is to know, such as who was faster. */
  readonly facts?: Readonly<Record<string, string | number>>
  readonly retryAfterSeconds?: number
}

/** The members of RFC 9457, with our code and what exactly is wrong. */
export function problemBody({ retryAfterSeconds: _, ...given }: Problem): string {
  return JSON.stringify({ type: `/docs/failures#${given.code}`, ...given })
}

/** Answers with a problem in the format of RFC 9457. */
export function problem(reply: FastifyReply, given: Problem): FastifyReply {
  // Bytes, because the framework adds a charset to the content type of texts.
  const body = Buffer.from(problemBody(given))
  return reply.code(given.status).type('application/problem+json').send(body)
}
