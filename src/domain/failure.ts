/**
 * What went wrong, in the only three ways a caller can act on. Each has a stable `code` with an
 * entry in `docs/failures.md`; `message` is for operators and never reaches the public.
 */

type FailureOptions = { readonly cause?: unknown }

/** Something outside did not answer properly. Trying again later may help. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly code: string
  /** Not worth trying before this time, when the other side told us. */
  readonly notBefore: Date | undefined
  /** True when a write may have taken effect although no answer came, so nobody repeats it blindly. */
  readonly mayHaveHappened: boolean

  constructor(
    code: string,
    message: string,
    options: FailureOptions & { notBefore?: Date; mayHaveHappened?: boolean } = {},
  ) {
    super(message, options)
    this.code = code
    this.notBefore = options.notBefore
    this.mayHaveHappened = options.mayHaveHappened ?? false
  }
}

/** Something outside said no, and will say no again. It is recorded and a person is told. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string
  /** What whoever asked is told besides: ids and numbers, nothing personal. */
  readonly facts: Readonly<Record<string, string | number>> | undefined
  /** What they are told in place of the usual words for this code: names of documents, nothing personal. */
  readonly detail: string | undefined

  constructor(
    code: string,
    message: string,
    options: FailureOptions & {
      facts?: Readonly<Record<string, string | number>>
      detail?: string
    } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = options.facts
    this.detail = options.detail
  }
}

/** A decision came too late: somebody changed the same lead first. Their result stands; drop ours. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
  readonly code = 'overtaken'
}

/** Any of the three. */
export type Failure = Unavailable | Refused | Overtaken

/** False for a fault, which nobody can act on. */
export const isFailure = (error: unknown): error is Failure =>
  error instanceof Unavailable || error instanceof Refused || error instanceof Overtaken
