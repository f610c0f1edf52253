import type { FastifySchemaCompiler } from 'fastify'
import type * as z from 'zod'
import { readBySchema, type SchemaProblem } from '../domain/schema-words.ts'
import type { FieldProblem } from './problem.ts'

/** So many problems of one request are told. */
const MOST_TOLD = 50

/** A part of a request (its path, query or body) does not fit the schema of its route. */
export class RequestMismatch extends Error {
  override readonly name = 'RequestMismatch'
  readonly errors: readonly FieldProblem[]
  /** Which part; set by the framework. */
  readonly validationContext?: string

  constructor(errors: readonly FieldProblem[]) {
    super(`Does not fit: ${errors.map(({ field }) => field).join(', ')}`)
    this.errors = errors
  }
}

/** Reads each part of a request by the schema of its route; what is wrong is told field by field, in our words. */
export const validateRequest: FastifySchemaCompiler<z.core.$ZodType> =
  ({ schema }) =>
  (part) => {
    const read = readBySchema(schema, part)
    return read.ok
      ? { value: read.data }
      : { error: new RequestMismatch(fieldProblems(read.problems)) }
  }

/** What is wrong by fields, each by its path in the body, `utm.source`; at most 50. `above` is where the value stood. */
export const fieldProblems = (
  problems: readonly SchemaProblem[],
  above: SchemaProblem['path'] = [],
): FieldProblem[] =>
  problems
    .slice(0, MOST_TOLD)
    .map(({ path, reason }) => ({ field: [...above, ...path].join('.') || 'body', reason }))
