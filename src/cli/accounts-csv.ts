import { ACCOUNT_COLUMNS, type AccountColumn, CLEARED } from '../domain/accounts/account-columns.ts'
import type { AccountAnswer } from './account-answers.ts'

/** The first line of a file of accounts. */
export const csvHeader = () => ACCOUNT_COLUMNS.join(',')

/** An account as a line of a file that can be taken in again, and then changes nothing. */
export const csvLine = (account: AccountAnswer) =>
  ACCOUNT_COLUMNS.map((column) => quoted(CELLS[column](account))).join(',')

/** What is not there is taken away when the file comes back, as somebody who edits it expects. */
const orCleared = (value: string | number | undefined) =>
  value === undefined ? CLEARED : `${value}`
const listed = (values: readonly string[], between: string) => values.join(between) || CLEARED

const CELLS: Readonly<Record<AccountColumn, (account: AccountAnswer) => string>> = {
  id: ({ id }) => id,
  external_id: ({ externalIds }) =>
    Object.entries(externalIds)
      .map(([system, id]) => `${system}:${id}`)
      .join('; '),
  name: ({ name }) => name,
  other_names: ({ otherNames }) => listed(otherNames, '; '),
  domains: ({ domains }) => listed(domains, ' '),
  phone: ({ phone }) => orCleared(phone),
  postal_code: ({ postalCode }) => orCleared(postalCode),
  country: ({ country }) => orCleared(country),
  parent: ({ parentId }) => orCleared(parentId),
  owner: ({ ownerRepId }) => orCleared(ownerRepId),
  named: ({ named }) => (named ? 'yes' : 'no'),
  industry: ({ industry }) => orCleared(industry),
  employees: ({ employees }) => orCleared(employees),
  annual_revenue: ({ annualRevenue }) => orCleared(annualRevenue),
}

const quoted = (cell: string) =>
  /[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
