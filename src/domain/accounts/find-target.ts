import type { Account } from '../account.ts'
import type { AccountId } from '../ids.ts'
import type { AccountLine, LineProblem } from './account-line.ts'

/** The accounts that have a key. */
export type HasKey = (key: string) => readonly AccountId[]

/**
 * Which account a line is about: the one of its id or external ids, else the only one of its domains;
 * none when it is a new one. Companies that share a domain are told apart by their external ids.
 */
export function findTarget(
  { line, knownBy, change }: AccountLine,
  having: HasKey,
  accountOf: (id: AccountId) => Account | undefined,
): { readonly id: AccountId | undefined } | LineProblem {
  const named = knownBy.filter((key) => !key.startsWith('domain:'))
  const unknown = named.find((key) => key.startsWith('id:') && having(key).length === 0)
  if (unknown !== undefined) return { line, column: 'id', reason: 'there is no account of this id' }
  const [id, ...others] = new Set(named.flatMap(having))
  if (others.length > 0) {
    return { line, reason: 'its ids are those of several accounts' }
  }
  if (id !== undefined) return { id }
  const systems = Object.keys(change.externalIds ?? {})
  const isAnother = ({ externalIds }: Account) => systems.some((system) => system in externalIds)
  const ofDomains = [...new Set(knownBy.filter((key) => key.startsWith('domain:')).flatMap(having))]
  const free = ofDomains.filter((one) => {
    const account = accountOf(one)
    return account !== undefined && !isAnother(account)
  })
  if (free.length < 2) return { id: free[0] }
  return {
    line,
    column: 'domains',
    reason: 'several accounts have these domains; say by external_id which is meant',
  }
}
