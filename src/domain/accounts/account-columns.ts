/** The columns of a file of accounts, by the name in its first line, in the order of an export. */
export const ACCOUNT_COLUMNS = [
  'id',
  'external_id',
  'name',
  'other_names',
  'domains',
  'phone',
  'postal_code',
  'country',
  'parent',
  'owner',
  'named',
  'industry',
  'employees',
  'annual_revenue',
] as const
export type AccountColumn = (typeof ACCOUNT_COLUMNS)[number]

/** The cells of one line by their column; a column that the file does not have is not there. */
export type AccountCells = { readonly [Column in AccountColumn]?: string }

/** What takes a value away. An empty cell says nothing. */
export const CLEARED = '-'
