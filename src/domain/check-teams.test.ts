import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { checkDocuments } from './check-documents.ts'
import { writtenForm } from './write-documents.ts'

type Written = {
  reps: Record<string, unknown>[]
  schedules: Record<string, unknown>[]
  pools: Record<string, unknown>[]
  skills: string[]
}

/** What is wrong with the example company after a change to its teams. */
function problemsAfter(change: (teams: Written) => void): readonly string[] {
  const written = structuredClone(writtenForm(exampleCompany().documents))
  change(written.teams as Written)
  const checked = checkDocuments(written)
  return checked.ok
    ? []
    : checked.problems.map(({ path, reason }) => `${path.join('.')}: ${reason}`)
}

test('covers and holiday calendars are names that exist, and nobody covers for themselves', () => {
  const problems = problemsAfter(({ reps, schedules }) => {
    Object.assign(reps[1] ?? {}, {
      cover: 'jonnas',
      timeOff: [{ from: '2026-07-06', cover: 'jonas' }],
    })
    Object.assign(schedules[0] ?? {}, { holidayCalendars: ['norwa'] })
  })

  assert.deepEqual(problems, [
    'schedules.0.holidayCalendars.0: there is no holiday calendar `norwa`; did you mean `norway`?',
    'reps.1.cover: there is no rep `jonnas`; did you mean `jonas`?',
    'reps.1.timeOff.0.cover: nobody covers for themselves; name somebody else',
  ])
})

test('managers of targets are teams and reps that exist', () => {
  const written = structuredClone(writtenForm(exampleCompany().documents))
  const routing = written.routing as { fallback: unknown[] }
  routing.fallback = [{ manager: 'eema' }, { managerOf: 'jonnas' }]

  const checked = checkDocuments(written)

  assert.deepEqual(checked.ok ? [] : checked.problems.map(({ reason }) => reason), [
    'there is no team `eema`; did you mean `emea`?',
    'there is no rep `jonnas`; did you mean `jonas`?',
  ])
})

test('skills are names that are given, in reps and in rules', () => {
  const written = structuredClone(writtenForm(exampleCompany().documents))
  const teams = written.teams as Written
  const { rules } = written.routing as { rules: Record<string, unknown>[] }
  teams.skills = ['german']
  teams.reps = teams.reps.map((rep, index) => ({
    ...rep,
    skills: index === 0 ? { germna: 3 } : {},
  }))
  for (const rule of rules) rule.skills = {}
  Object.assign(rules[0] ?? {}, {
    skills: { required: { gerrman: 1 }, wished: [{ skill: 'latin' }] },
  })

  const checked = checkDocuments(written)

  assert.deepEqual(checked.ok ? [] : checked.problems.map(({ reason }) => reason).toSorted(), [
    'there is no skill `germna`; did you mean `german`?',
    'there is no skill `gerrman`; did you mean `german`?',
    'there is no skill `latin`; there is `german`',
  ])
})

test('a pool by capacity knows that of its members, and one by load catches nothing up', () => {
  const problems = problemsAfter(({ pools, reps }) => {
    reps[0] = { ...reps[0], capacity: 5 }
    reps[1] = { ...reps[1], caps: [{ most: 5, of: 'open' }] }
    const members = reps.slice(0, 3).map(({ id }) => ({ repId: id }))
    pools[0] = { ...pools[0], members, strategy: 'capacity-weighted' }
    pools[1] = { ...pools[1], strategy: 'least-loaded', credit: { away: 'catch-up' } }
  })

  assert.deepEqual(problems, [
    'pools.0.members.2.repId: `amelie` has neither a `capacity` nor a cap `of: open`, by which this pool chooses',
    'pools.1.credit: turns are not caught up on in a pool that is `least-loaded`: it gives them by what it sees',
  ])
})
