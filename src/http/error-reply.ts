import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import type { Log } from '../ports/log.ts'
import { InvalidFields } from './invalid-fields.ts'
import { knownProblem } from './known-problems.ts'
import { type FieldProblem, type Problem, problem } from './problem.ts'
import { RequestMismatch } from './validate-request.ts'

/** When nobody knows better: about as long as a database takes to restart. */
const RETRY_AFTER_SECONDS = 5

const FRAMEWORK_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type-unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body-not-json',
}

/** Writes a reply of a sender's own taste; undefined leaves it to a problem reply. */
type OwnReply = (given: Problem, request: FastifyRequest, reply: FastifyReply) => unknown

/** Answers any error with a problem reply, and tells operators about those that are our fault. */
export function errorReply(log: Log, ownReply: OwnReply = () => undefined) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
    const answer = problemOf(error)
    if (answer.status >= 500) {
      const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`
      log.error({ route, code: answer.code, fault: faultOf(error) }, 'A request failed')
    }
    if (answer.retryAfterSeconds !== undefined) {
      reply.header('retry-after', String(answer.retryAfterSeconds))
    }
    if (answer.status === 401) reply.header('www-authenticate', 'Bearer')
    return ownReply(answer, request, reply) ?? problem(reply, answer)
  }
}

/**
 * The one place that decides what an error is answered with. What the public reads is written
 * here and in `known-problems.ts`, or given as the `detail` of a refusal; messages of errors are for
 * operators and stay inside.
 */
export function problemOf(error: unknown, now: Date = new Date()): Problem {
  if (error instanceof Unavailable) return unavailable(error, now)
  if (error instanceof Refused) {
    const { code, detail, facts } = error
    return { ...knownProblem(code), ...(detail && { detail }), ...(facts && { facts }) }
  }
  if (error instanceof Overtaken) return overtaken
  if (error instanceof InvalidFields) return invalid(422, error.errors)
  if (error instanceof RequestMismatch) {
    return invalid(error.validationContext === 'body' ? 422 : 400, error.errors)
  }
  return frameworkProblem(error) ?? internal
}

const overtaken: Problem = {
  status: 409,
  code: 'overtaken',
  title: 'Somebody was faster',
  detail: 'This was changed by somebody else meanwhile. Read it again and decide anew.',
}

const internal: Problem = {
  status: 500,
  code: 'internal-error',
  title: 'Internal error',
  detail: 'Something went wrong on our side. It has been recorded.',
}

const outage = {
  status: 503,
  title: 'Temporarily unavailable',
  detail: 'This cannot be done right now. Nothing was kept; send it again later.',
}

const tooMany = {
  status: 429,
  title: 'Too many requests',
  detail: 'Too much was sent from this address or to this source. Send it again later.',
}

function unavailable({ code, notBefore }: Unavailable, now: Date): Problem {
  const told = code === 'too-many-requests' ? tooMany : outage
  const waitMs = notBefore === undefined ? 0 : notBefore.getTime() - now.getTime()
  return {
    ...told,
    code,
    retryAfterSeconds: waitMs > 0 ? Math.ceil(waitMs / 1_000) : RETRY_AFTER_SECONDS,
  }
}

function invalid(status: number, errors: readonly FieldProblem[]): Problem {
  const detail = errors.map(({ field, reason }) => `${field}: ${reason}`).join('; ')
  return { status, code: 'fields-invalid', title: 'Some fields are wrong', detail, errors }
}

/** Errors of the HTTP framework that are the sender's doing. */
function frameworkProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode = 500, code } = error as Partial<FastifyError>
  if (statusCode < 400 || statusCode > 499) return undefined
  const known = code === undefined ? undefined : FRAMEWORK_CODES[code]
  if (known !== undefined) return knownProblem(known)
  const detail = 'The request is not one we can read.'
  return { status: statusCode, code: 'request-malformed', title: 'Bad request', detail }
}

/** Name, code and place of a fault. Its message is left out: it may quote what a person typed. */
function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code } = error as Partial<FastifyError>
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
  const cause = error.cause === undefined ? {} : { cause: faultOf(error.cause) }
  return { name: error.name, ...(code === undefined ? {} : { code }), at, ...cause }
}
