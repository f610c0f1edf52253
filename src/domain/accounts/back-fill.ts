import { isDeepStrictEqual } from 'node:util'
import type { Account, AccountChange } from '../account.ts'

/** What a CRM can say of an account, read as the book writes it. */
export const BACK_FILLED = [
  'name',
  'domains',
  'phone',
  'postalCode',
  'country',
  'industry',
  'employees',
  'annualRevenue',
  'named',
  'ownerRepId',
] as const
type Field = (typeof BACK_FILLED)[number]

/** What is not there the CRM does not say. */
export type CompanyValues = { readonly [F in Field]?: Account[F] | undefined }

/**
 * What becomes of an account by what a CRM says of it now, and by what it said before. A value that was
 * changed there, and not here, is taken over, also when it was taken away. A value that was changed here
 * stays, and is named in `kept` when it was changed there as well. When the CRM is asked for the first
 * time, it fills what is empty here.
 */
export function backFilled(
  ours: Account | undefined,
  theirs: CompanyValues,
  before: CompanyValues | undefined,
): { readonly change: AccountChange; readonly kept: readonly Field[] } {
  if (ours === undefined) return { change: said(theirs), kept: [] }
  const changed = BACK_FILLED.filter((field) => !isSame(theirs[field], before?.[field]))
  const differing = changed.filter((field) => !isSame(theirs[field], ours[field]))
  const taken = differing.filter((field) => isSame(ours[field], before?.[field]))
  return {
    change: Object.fromEntries(taken.map((field) => [field, theirs[field] ?? EMPTY[field]])),
    kept: differing.filter((field) => !taken.includes(field)),
  }
}

const said = (values: CompanyValues): AccountChange =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** What a value is that was taken away; the name of an account stays. */
const EMPTY: { readonly [F in Field]: null | undefined | false | readonly string[] } = {
  name: undefined,
  domains: [],
  phone: null,
  postalCode: null,
  country: null,
  industry: null,
  employees: null,
  annualRevenue: null,
  named: false,
  ownerRepId: null,
}

/** An empty list, and what nobody has marked, say as little as nothing. */
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(told(a), told(b))
}

const told = (value: unknown) =>
  value === false || (Array.isArray(value) && value.length === 0) ? undefined : (value ?? undefined)
