import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  type AccountAnswer,
  AccountFileAnswer,
  AccountsAnswer,
  ImportAnswer,
} from './account-answers.ts'
import { backFillAccounts } from './accounts-back-fill.ts'
import { csvHeader, csvLine } from './accounts-csv.ts'
import { accountsText, accountText, importText } from './accounts-text.ts'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import type { Product } from './product.ts'

const help = `Usage: ./stl accounts import <file> [--dry-run] [--strict]
       ./stl accounts list [--owner <rep>] [--search <text>] [--json]
       ./stl accounts show <account> [--json]
       ./stl accounts export [-o <file>]
       ./stl accounts back-fill

The companies of your own book: who owns them, and to whom they belong.

import takes in a CSV file whose first line names its columns: external_id,
name, other_names, domains, phone, postal_code, country, parent, owner, named,
industry, employees, annual_revenue. Lines with problems are told and left out.
--dry-run only says what would become of it; --strict takes in all or nothing.

list searches by name, domain or external id. show takes the id of an account.
export writes a file that import takes in again. back-fill takes in the
companies of the CRM, and follows what changed there; what was changed here
by hand stays. docs/accounts.md says more.`

/** The companies of our own book: takes files in, shows and writes them. */
export const accounts: Command = {
  name: 'accounts',
  summary: 'companies of your own book: import, list, show, export',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean' },
        strict: { type: 'boolean' },
        owner: { type: 'string' },
        search: { type: 'string' },
        out: { type: 'string', short: 'o' },
        json: { type: 'boolean' },
      },
    })
    const [verb, what, ...more] = positionals
    const act = VERBS[verb ?? '']
    if (act === undefined || more.length > 0) {
      throw new CommandFailed('Say import, list, show, export or back-fill.', 2)
    }
    return act(what, values, terminal)
  },
}

type Options = {
  readonly 'dry-run'?: boolean
  readonly strict?: boolean
  readonly owner?: string
  readonly search?: string
  readonly out?: string
  readonly json?: boolean
}
type Act = (what: string | undefined, options: Options, terminal: Terminal) => Promise<number>

const VERBS: Readonly<Record<string, Act>> = {
  import: take,
  list,
  show,
  export: write,
  'back-fill': (_what, _options, terminal) => backFillAccounts(terminal),
}

/** Many times what 100,000 lines take. */
const IMPORT_LIMIT_MS = 10 * 60_000

async function take(file: string | undefined, options: Options, terminal: Terminal) {
  if (file === undefined) throw new CommandFailed('Name the file.', 2)
  const body = await readFile(file).catch(() => undefined)
  if (body === undefined) throw new CommandFailed(`${file} cannot be read.`)
  const dryRun = options['dry-run'] ?? false
  const product = await terminal.product()
  const path = `/v1/accounts/imports?dryRun=${dryRun}&strict=${options.strict ?? false}`
  const request = { contentType: 'text/csv', body, timeLimitMs: IMPORT_LIMIT_MS }
  const answer = await product.postBytes(path, request, ImportAnswer)
  terminal.out(importText(file, answer, dryRun))
  return answer.problemCount > 0 ? 1 : 0
}

async function list(_: string | undefined, options: Options, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const { owner, search } = options
  const query = new URLSearchParams({
    limit: '200',
    ...(owner && { owner }),
    ...(search && { search }),
  })
  const { items, nextCursor } = await product.get(`/v1/accounts?${query}`, AccountsAnswer)
  if (options.json) terminal.out(JSON.stringify(items, undefined, 2))
  else {
    terminal.out(accountsText(items))
    if (nextCursor !== null) terminal.out('There are more; ./stl accounts export writes all.')
  }
  return 0
}

async function show(
  id: string | undefined,
  { json }: Options,
  terminal: Terminal,
): Promise<number> {
  if (id === undefined) throw new CommandFailed('Name an account by its id.', 2)
  const product = await terminal.product()
  const account = await product.get(`/v1/accounts/${encodeURIComponent(id)}`, AccountFileAnswer)
  terminal.out(json ? JSON.stringify(account, undefined, 2) : accountText(account))
  return 0
}

async function write(_: string | undefined, { out }: Options, terminal: Terminal): Promise<number> {
  const product = await terminal.product()
  const lines = [csvHeader()]
  for await (const account of allAccounts(product)) lines.push(csvLine(account))
  if (out === undefined) terminal.out(lines.join('\n'))
  else {
    await writeFile(out, `${lines.join('\n')}\n`)
    terminal.out(`Wrote ${lines.length - 1} accounts to ${out}.`)
  }
  return 0
}

async function* allAccounts(product: Product): AsyncGenerator<AccountAnswer> {
  let cursor: string | null = ''
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = await product.get(`/v1/accounts?limit=200${after}`, AccountsAnswer)
    yield* page.items
    cursor = page.nextCursor
  }
}
