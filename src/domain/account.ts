import type { AccountId, RepId } from './ids.ts'

/** A company of our own book. */
export type Account = {
  readonly id: AccountId
  /** What people call it. */
  readonly name: string
  /** What else it is or was called: in full, by its brand, before it was bought. */
  readonly otherNames: readonly string[]
  /** Registrable domains in lower-case ASCII; never those of mail anyone may have. */
  readonly domains: readonly string[]
  /** In E.164. */
  readonly phone: string | undefined
  readonly postalCode: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined
  readonly industry: string | undefined
  readonly employees: number | undefined
  /** Per year, in US dollars. */
  readonly annualRevenue: number | undefined
  /** One of those somebody has chosen to sell to. */
  readonly named: boolean
  readonly parentId: AccountId | undefined
  /** Who sells to it. */
  readonly ownerRepId: RepId | undefined
  /** What other systems call it, by the name of the system. */
  readonly externalIds: Readonly<Record<string, string>>
}

/** The system of external ids that name none. */
export const OWN_SYSTEM = 'own'

type Optional = 'phone' | 'postalCode' | 'country' | 'industry' | 'employees' | 'annualRevenue'

/** What becomes of an account: what is not there stays as it is, and null is taken away. */
export type AccountChange = Partial<
  Pick<Account, 'name' | 'otherNames' | 'domains' | 'named' | 'externalIds'>
> & { readonly [Field in Optional | 'parentId' | 'ownerRepId']?: Account[Field] | null }

/** A company of which nothing is known but its name. */
export const newAccount = (id: AccountId, name: string): Account => ({
  id,
  name,
  otherNames: [],
  domains: [],
  phone: undefined,
  postalCode: undefined,
  country: undefined,
  industry: undefined,
  employees: undefined,
  annualRevenue: undefined,
  named: false,
  parentId: undefined,
  ownerRepId: undefined,
  externalIds: {},
})

/** The account after a change. External ids of other systems stay beside those of the change. */
export function changedAccount(before: Account, change: AccountChange): Account {
  const said = Object.entries(change).filter(([, value]) => value !== undefined)
  const values = said.map(([field, value]) => [field, value === null ? undefined : value] as const)
  return {
    ...before,
    ...Object.fromEntries(values),
    externalIds: { ...before.externalIds, ...change.externalIds },
  }
}
