import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Account as AccountOfBook } from '../domain/account.ts'
import type { LineReader } from '../domain/accounts/read-account-line.ts'
import { Refused } from '../domain/failure.ts'
import type { AccountId, RepId } from '../domain/ids.ts'
import type { AccountBook, AccountFile } from '../ports/account-book.ts'
import type { AccountValues } from '../ports/account-values.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { Account, AccountBody, AccountWithFamily, ImportReport } from './account-schemas.ts'
import { callerOf } from './authenticate.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { readAccount } from './read-account.ts'
import { readAccountsCsv } from './read-accounts-csv.ts'
import { EVERYONE, MANAGERS } from './who-may.ts'

/** What these routes read from, and write to. */
export type AccountPorts = {
  readonly accounts: AccountBook
  readonly accountValues: AccountValues
  readonly configuration: ConfigurationStore
}

/** The largest file that is read, in bytes: 64 MiB, which is about 400,000 companies. */
const FILE_LIMIT = 67_108_864
/** So many problems are told; whoever has more mends these first. */
const MOST_PROBLEMS = 1_000

/** The companies of our own book. Reps read them; managers write them. */
export const accountRoutes: FastifyPluginAsyncZod<AccountPorts> = async (app, ports) => {
  const { accounts, accountValues, configuration } = ports
  app.addContentTypeParser(
    /^text\/csv(\s*;|$)/i,
    { parseAs: 'buffer', bodyLimit: FILE_LIMIT },
    async (_request: unknown, body: Buffer) => body,
  )
  const reader = async (): Promise<LineReader> => {
    const { reps } = (await configuration.current()).documents.teams
    const byName = new Map(reps.flatMap(({ id, email }) => [[email.toLowerCase(), id]] as const))
    for (const { id } of reps) byName.set(id, id)
    return { ...accountValues, rep: (text) => byName.get(text) ?? byName.get(text.toLowerCase()) }
  }

  app.get('/v1/accounts', listRoute, async ({ query: { owner, ...query } }) =>
    accounts.list({ ...query, ownerRepId: owner as RepId | undefined }),
  )

  app.get('/v1/accounts/:id', accountRoute, async ({ params }) => {
    const found = await accounts.find(params.id as AccountId)
    if (found === undefined) throw new Refused('account-unknown', `No account ${params.id}`)
    return shown(found)
  })

  app.put('/v1/accounts/:id', saveRoute, async (request) => {
    const id = request.params.id as AccountId
    const account: AccountOfBook = { id, ...readAccount(request.body, await reader()) }
    return shown(await accounts.save(account, callerOf(request).name))
  })

  app.post('/v1/accounts/imports', importRoute, async (request) => {
    const { dryRun, strict } = request.query
    if (!Buffer.isBuffer(request.body)) {
      throw new Refused('content-type-unsupported', 'Accounts are taken in from text/csv')
    }
    const file = await readAccountsCsv(request.body, await reader())
    const options = { strict, by: callerOf(request).name }
    const holdsBack = strict && file.problems.length > 0
    const outcome = await accounts.take(file.lines, { ...options, dryRun: dryRun || holdsBack })
    const problems = [...file.problems, ...outcome.problems].sort((a, b) => a.line - b.line)
    const problemCount = problems.length
    return { ...outcome, problemCount, problems: problems.slice(0, MOST_PROBLEMS) }
  })
}

const shown = ({ account, ...around }: AccountFile) => ({ ...account, ...around })

const tags = ['Accounts']

const listRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags,
    summary: 'List accounts by id',
    querystring: PageQuery.extend({
      owner: z.string().max(63).optional(),
      search: z.string().min(1).max(500).optional().meta({
        description: 'A name without its legal form, a domain, or an id such as `hubspot:123`.',
      }),
    }),
    response: { 200: pageOf(Account) },
  },
}

const accountRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags,
    summary: 'One account, with its parent and subsidiaries',
    params: IdPath,
    response: { 200: AccountWithFamily },
  },
}

const saveRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'Make an account what is given, new or not',
    params: IdPath,
    body: AccountBody,
    response: { 200: AccountWithFamily },
  },
}

const Flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

const importRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'Take in a file of accounts',
    description:
      'The body is CSV in UTF-8 (`text/csv`), its first line the names of the columns; ' +
      'docs/accounts.md describes them. Lines with problems change nothing; the others are taken ' +
      'in, or with `strict` none.',
    consumes: ['text/csv'],
    querystring: z.object({ dryRun: Flag, strict: Flag }),
    response: { 200: ImportReport },
  },
}
