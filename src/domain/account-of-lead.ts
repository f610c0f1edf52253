import type { Account } from './account.ts'
import type { AccountId, RepId } from './ids.ts'
import type { AccountFinding } from './matching/account-verdict.ts'

/** What the book says of the account of a lead, as it was when the lead was looked at. */
export type AccountFacts = Pick<
  Account,
  'id' | 'name' | 'country' | 'industry' | 'employees' | 'annualRevenue' | 'named'
> & {
  readonly domain: string | undefined
  readonly ownerId: RepId | undefined
  readonly parentId: AccountId | undefined
  readonly parentName: string | undefined
  readonly parentOwnerId: RepId | undefined
}

/** Which account a lead belongs to, why, and what the book says of it. */
export type AccountOfLead = {
  readonly finding: AccountFinding
  /** Undefined when it belongs to none. */
  readonly facts?: AccountFacts
}

/** Facts about an account and the one it belongs to. */
export const accountFacts = (
  { id, name, country, industry, employees, annualRevenue, named, ...account }: Account,
  parent: Pick<Account, 'name' | 'ownerRepId'> | undefined,
): AccountFacts => ({
  ...{ id, name, country, industry, employees, annualRevenue, named },
  domain: account.domains[0],
  ownerId: account.ownerRepId,
  parentId: account.parentId,
  parentName: parent?.name,
  parentOwnerId: parent?.ownerRepId,
})
