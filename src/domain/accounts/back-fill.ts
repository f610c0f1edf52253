import { isDeepStrictEqual } from 'node:util'
import type { Account, AccountChange } from '../account.ts'

/** What a CRM can say of an account, with what that is after it was taken away; the name stays. */
const EMPTY = {
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
} as const satisfies { readonly [F in keyof Account]?: Account[F] | null | undefined }
type Field = keyof typeof EMPTY

/** The same by its names, read as the book writes it. */
export const BACK_FILLED = Object.keys(EMPTY) as readonly Field[]

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

/** An empty list, and what nobody has marked, say as little as nothing. */
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(told(a), told(b))
}

const told = (value: unknown) =>
  value === false || (Array.isArray(value) && value.length === 0) ? undefined : (value ?? undefined)
