import { isFailure, Unavailable } from '../domain/failure.ts'

/** Classes of SQLSTATE (PostgreSQL manual, appendix A) that pass by themselves. */
const PASSING_CLASSES = new Set(['08', '25', '40', '53', '55', '57', '58'])
/** Five characters; the one error of Node that looks like it is a broken connection. */
const SQLSTATE = /^(?!EPIPE)[0-9A-Z]{5}$/
const BROKEN_CONNECTION =
  /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|terminat|timeout|Connection|not queryable/
/** What the libraries say when this process stops and has closed its connections already. */
const CLOSED_BY_US = /not opened|been destroyed|calling end on the pool/

/**
 * The failure in our words: `Unavailable` (`database-down`) when the same call may succeed later,
 * our own failures as they are, and anything else unchanged, because it is a fault in the data or
 * in our code that trying again cannot cure.
 */
export function databaseFailure(error: unknown): unknown {
  if (isFailure(error)) return error
  if (!passes(error)) return error
  return new Unavailable('database-down', 'The database does not answer', { cause: error })
}

function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (SQLSTATE.test(code)) return PASSING_CLASSES.has(code.slice(0, 2))
  const said = `${code} ${error.message}`
  return BROKEN_CONNECTION.test(said) || CLOSED_BY_US.test(said)
}
