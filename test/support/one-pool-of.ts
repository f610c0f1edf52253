import assert from 'node:assert/strict'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { Pool } from '../../src/domain/documents/teams.ts'
import type { PoolId, RepId } from '../../src/domain/ids.ts'
import { exampleCompany } from './example-company.ts'

/** A company in which every lead goes to one pool of so many reps who are always there. */
export function onePoolOf(size: number): Partial<Documents> {
  const { teams, routing } = exampleCompany().documents
  const template = teams.reps[0]
  assert.ok(template)
  const { schedule: _, ...always } = template
  const reps = Array.from({ length: size }, (__, index) => ({
    ...always,
    id: `rep-${index}` as RepId,
    email: `rep-${index}@halden.example`,
  }))
  const id = 'everybody' as PoolId
  const members = reps.map((rep) => ({ repId: rep.id, weight: 1 }))
  const pool = Pool.parse({ id, name: 'Everybody', members, aroundTheClock: true })
  return {
    teams: {
      ...teams,
      teams: teams.teams.map(({ managerId: __, ...team }) => team),
      reps,
      pools: [pool],
      defaultAcceptor: 'rep-0' as RepId,
    },
    routing: { ...routing, rules: [], fallback: [{ kind: 'pool', poolId: id }] },
  }
}
