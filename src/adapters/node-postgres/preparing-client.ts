import { createHash } from 'node:crypto'
import pg from 'pg'

/**
 * Texts that are not kept: a list as long as its batch differs from batch to batch, a result of
 * "all columns" breaks under a running product when a migration adds one, and several commands in one
 * text cannot be prepared.
 */
const NOT_KEPT = /\bin \(\$|\), \(\$|\(\$1\), |\* from "|"\.\*|;\s*\S/
/** More than there are statements in the product; a guard against texts nobody thought of. */
const AT_MOST = 400

const names = new Map<string, string>()

/**
 * For whoever prepares statements: what is looked up by key is planned alike for all values, so a
 * statement is planned once for a connection, and not anew for its first five batches or, where the
 * planner thinks it worth it, for all of them (measured: a third to a half of all planning).
 */
export const PLAN_ONCE = '-c plan_cache_mode=force_generic_plan'

/**
 * Our statements look a few rows up by their keys and join them with what we send. The planner
 * cannot know how little that is, and hashes whole tables for it while they are small or have just
 * been analysed (measured: thousands of sequential scans in eight seconds), or keeps one side and
 * compares each row with each. Without compiling: the planner's price for what is switched off would
 * make every small query look worth it.
 */
export const LOOK_UP_BY_KEY =
  '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c enable_material=off -c jit=off'

/**
 * A connection that gives statements of fixed text a name, so that PostgreSQL parses and plans
 * them once for it and not for every batch (measured: planning was a fifth of its time). Behind a
 * pooler that hands out connections by transaction, it must support prepared statements.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    const query = this.query.bind(this) as (...given: unknown[]) => unknown
    const named = (text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
      if (name === undefined) return query(text, values, ...rest)
      // As a query and not as options, which pg would copy descriptor by descriptor for each call.
      const statement = Object.assign(new pg.Query(text as string, values as unknown[]), { name })
      const [callback] = rest
      return callback === undefined ? settled(statement, query) : query(statement, callback)
    }
    Object.assign(this, { query: named })
  }
}

function settled(statement: pg.Query, query: (...given: unknown[]) => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    query(statement, (error: Error | null, result: unknown) =>
      error ? reject(error) : resolve(result),
    )
  })
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= AT_MOST || NOT_KEPT.test(text)) return known
  const name = `stl_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
  names.set(text, name)
  return name
}
