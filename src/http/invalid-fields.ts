import type { FieldProblem } from './problem.ts'

/** A request to our own API was understood but asks for something that cannot be. */
export class InvalidFields extends Error {
  override readonly name = 'InvalidFields'
  readonly errors: readonly FieldProblem[]

  constructor(errors: readonly FieldProblem[]) {
    super(`Invalid fields: ${errors.map(({ field }) => field).join(', ')}`)
    this.errors = errors
  }
}
