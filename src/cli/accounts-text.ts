import type { AccountAnswer, AccountFileAnswer, ImportAnswer } from './account-answers.ts'
import { minute } from './minute.ts'
import { shortened, table } from './table.ts'

/** Accounts as a list, two lines each; those with a star are named accounts. */
export function accountsText(accounts: readonly AccountAnswer[]): string {
  if (accounts.length === 0) return 'No accounts.'
  return accounts
    .flatMap(({ id, name, domains, ownerRepId, named }) => [
      `${id}  ${shortened(name, 40)}${named ? ' *' : ''}`,
      shortened(`  ${[ownerRepId ?? 'nobody', ...domains].join(' ')}`, 80),
    ])
    .join('\n')
}

/** One account in full. */
export function accountText(account: AccountFileAnswer): string {
  const { parentName, parentId, ownerRepId, subsidiaries, externalIds } = account
  const rows = Object.entries({
    'also called': account.otherNames.join('; '),
    domains: account.domains.join(' '),
    phone: account.phone,
    'postal code': account.postalCode,
    country: account.country,
    industry: account.industry,
    employees: account.employees,
    'annual revenue': account.annualRevenue,
    named: account.named ? 'yes' : 'no',
    owner: ownerRepId ?? 'nobody',
    parent: parentId === undefined ? undefined : `${parentName} (${parentId})`,
    'external ids': Object.entries(externalIds)
      .map(([system, id]) => `${system}:${id}`)
      .join(' '),
    changed: `${minute(account.updatedAt)} by ${account.changedBy}`,
  }).flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [[`  ${label}`, `${value}`]],
  )
  const below = subsidiaries.map(({ id, name }) => `  ${id}  ${name}`)
  return [
    `${account.name}  ${account.id}`,
    table(rows),
    ...(below.length === 0 ? [] : ['Subsidiaries', ...below]),
  ].join('\n')
}

/** What became of a file, with the place of every problem. */
export function importText(file: string, answer: ImportAnswer, dryRun: boolean): string {
  const { applied, created, updated, unchanged, problems, problemCount } = answer
  const more = problemCount - problems.length
  const told = problems.map(
    ({ line, column, reason }) =>
      `${file}:${line}: ${column === undefined ? '' : `${column}: `}${reason}`,
  )
  const counts = `${created} new, ${updated} changed, ${unchanged} as before`
  return [
    ...told,
    ...(more > 0 ? [`... and ${more} more problems`] : []),
    applied
      ? `Taken in: ${counts}.`
      : `Nothing was changed. ${dryRun ? 'It would be' : 'It would have been'}: ${counts}.`,
    ...(problemCount > 0
      ? [`${problemCount} problems; those lines ${applied ? 'changed' : 'change'} nothing.`]
      : []),
  ].join('\n')
}
