import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { checkDocuments } from './check-documents.ts'
import { writtenForm } from './write-documents.ts'

type Written = { reps: Record<string, unknown>[]; schedules: Record<string, unknown>[] }

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
