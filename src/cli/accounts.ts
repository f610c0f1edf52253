import { readFile, writeFile } from 'node:fs/promises'
import {
  type AccountAnswer,
  AccountFileAnswer,
  AccountsAnswer,
  ImportAnswer,
} from './account-answers.ts'
import { backFillAccounts } from './accounts-back-fill.ts'
import { csvHeader, csvLine } from './accounts-csv.ts'
import { accountsText, accountText, importText } from './accounts-text.ts'
import { CommandFailed } from './command.ts'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
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

const options = {
  'dry-run': { type: 'boolean' },
  strict: { type: 'boolean' },
  owner: { type: 'string' },
  search: { type: 'string' },
  out: { type: 'string', short: 'o' },
  json: { type: 'boolean' },
} as const
type AccountsCall = Call<typeof options>

/** The companies of our own book: takes files in, shows and writes them. */
export const accounts = defineVerbs({
  name: 'accounts',
  summary: 'companies of your own book: import, list, show, export',
  help,
  options,
  verbs: {
    import: take,
    list: alone(list),
    show,
    export: alone(write),
    'back-fill': alone(backFillAccounts),
  },
})

/** Many times what 100,000 lines take. */
const IMPORT_LIMIT_MS = 10 * 60_000

async function take({ positionals, values, ...terminal }: AccountsCall): Promise<number> {
  const [file] = exactly(1, positionals, 'Name the file.')
  const body = await readFile(file).catch(() => undefined)
  if (body === undefined) throw new CommandFailed(`${file} cannot be read.`)
  const { 'dry-run': dryRun = false, strict = false } = values
  const product = await terminal.product()
  const path = `/v1/accounts/imports?dryRun=${dryRun}&strict=${strict}`
  const request = { contentType: 'text/csv', body, timeLimitMs: IMPORT_LIMIT_MS }
  const answer = await product.postBytes(path, request, ImportAnswer)
  terminal.out(importText(file, answer, dryRun))
  return answer.problemCount > 0 ? 1 : 0
}

async function list({ values: { owner, search }, print, ...terminal }: AccountsCall) {
  const product = await terminal.product()
  const query = new URLSearchParams({
    limit: '200',
    ...(owner && { owner }),
    ...(search && { search }),
  })
  const { items, nextCursor } = await product.get(`/v1/accounts?${query}`, AccountsAnswer)
  const more = nextCursor === null ? [] : ['There are more; ./stl accounts export writes all.']
  print(items, () => [accountsText(items), ...more].join('\n'))
  return 0
}

async function show({ positionals, print, ...terminal }: AccountsCall): Promise<number> {
  const [id] = exactly(1, positionals, 'Name an account by its id.')
  const product = await terminal.product()
  print(await product.get(`/v1/accounts/${encodeURIComponent(id)}`, AccountFileAnswer), accountText)
  return 0
}

async function write({ values: { out: file }, ...terminal }: AccountsCall): Promise<number> {
  const product = await terminal.product()
  const lines = [csvHeader()]
  for await (const account of allAccounts(product)) lines.push(csvLine(account))
  if (file === undefined) terminal.out(lines.join('\n'))
  else {
    await writeFile(file, `${lines.join('\n')}\n`)
    terminal.out(`Wrote ${lines.length - 1} accounts to ${file}.`)
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
