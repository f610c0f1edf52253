import { groupCommit } from '../../worker/group-commit.ts'
import { translated } from './database-failure.ts'

/**
 * One statement for the like calls of many callers: `work` gets all their items and answers each
 * in order. Items are what a statement reads or writes; it must not depend on their order, and one
 * that fails on its data fails alone.
 */
export function grouped<T, R>(work: (items: readonly T[]) => Promise<readonly R[]>) {
  return groupCommit<T, R>(async (items) => {
    const answers = await translated(() => work(items))
    return answers.map((ok) => ({ ok }))
  })
}
