import type { AccountCandidate, AccountMatch } from './account-verdict.ts'

/** What may agree besides the name of a company. */
export type Agreement = 'domain' | 'phone' | 'postal-code'

/** What may put one account before another when both match a lead. */
export const TIE_BREAKERS = [
  'domain',
  'exact-name',
  'named',
  'owner',
  'country',
  'parent',
  'subsidiary',
  'recent-lead',
] as const
export type TieBreaker = (typeof TIE_BREAKERS)[number]

/** A match with what is known of its account. */
export type Judged = AccountCandidate & { readonly match: AccountMatch }

type Rank = (one: Judged, country: string | undefined) => number

/** The higher goes first. */
const RANKS: Readonly<Record<TieBreaker, Rank>> = {
  domain: ({ match }) => Number(match.agreeing.includes('domain')),
  'exact-name': ({ match }) => Number(match.by === 'exact-name'),
  named: ({ account }) => Number(account.named),
  owner: ({ account }) => Number(account.ownerRepId !== undefined),
  country: ({ account }, country) => Number(country !== undefined && account.country === country),
  parent: ({ account }) => Number(account.parentId === undefined),
  subsidiary: ({ account }) => Number(account.parentId !== undefined),
  'recent-lead': ({ lastLeadAt }) => lastLeadAt?.getTime() ?? 0,
}

/**
 * Which of two matches goes first, and by what: the first breaker on which they differ, else the id,
 * of which the older is the smaller. Below 0 the first goes first.
 */
export function compareMatches(country: string | undefined, breakers: readonly TieBreaker[]) {
  return (a: Judged, b: Judged): { readonly order: number; readonly by: TieBreaker | 'id' } => {
    for (const by of breakers) {
      const order = RANKS[by](b, country) - RANKS[by](a, country)
      if (order !== 0) return { order, by }
    }
    return { order: a.account.id < b.account.id ? -1 : 1, by: 'id' }
  }
}
