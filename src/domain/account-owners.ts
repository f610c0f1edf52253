import type { AccountFacts } from './account-of-lead.ts'
import type { Rep } from './documents/teams.ts'
import type { RepId } from './ids.ts'
import type { Target } from './route.ts'

/** Whose owner somebody is. */
export type OwnerOf = 'account' | 'parent-account'

/** An owner who was looked at before the rules, and whether the lead goes to them first. */
export type OwnerLooked = {
  readonly of: OwnerOf
  readonly repId: RepId
  /** `inactive` for somebody who has left or is not known; `off` where the rule wants no owners. */
  readonly verdict: 'first' | 'inactive' | 'off'
}

/** The owners of the account of a lead and of the one it belongs to, in the order in which they come. */
export function accountOwners(
  facts: AccountFacts | undefined,
  reps: readonly Rep[],
  wanted: boolean,
): OwnerLooked[] {
  const owners = [
    { of: 'account', repId: facts?.ownerId },
    { of: 'parent-account', repId: facts?.parentOwnerId },
  ] as const
  return owners.flatMap(({ of, repId }) => {
    if (repId === undefined) return []
    const active = reps.some((rep) => rep.id === repId && rep.active)
    const verdict = active ? (wanted ? 'first' : 'off') : 'inactive'
    return { of, repId, verdict } as const
  })
}

/** The links of a chain that come of them; somebody who owns both is asked once. */
export function ownerLinks(owners: readonly OwnerLooked[]): Target[] {
  const first = owners.filter(({ verdict }) => verdict === 'first')
  return first
    .filter(({ repId }, place) => first.findIndex((one) => one.repId === repId) === place)
    .map(({ of, repId }) => ({ kind: 'rep', repId, owns: of }))
}
