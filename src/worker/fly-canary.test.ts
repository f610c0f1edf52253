import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CanaryDocument } from '../domain/documents/canary.ts'
import type { LeadId } from '../domain/ids.ts'
import type { RecordedEvent } from '../domain/journey.ts'
import type { CanaryReport, HeldCanary } from '../ports/canary-log.ts'
import { type CanaryParts, flyCanary } from './fly-canary.ts'

const SENT = new Date('2026-03-02T14:30:00Z')
const NOW = new Date('2026-03-02T14:30:20Z')
const LEAD = '01900000-0000-7000-8000-000000000001' as LeadId

const held: HeldCanary = {
  ...{ routeId: 'emea', holder: 'this-process', dueAt: SENT, leadId: LEAD, sentAt: SENT },
  ...{ state: 'ok', told: undefined },
}

/** A canary that was assigned so many milliseconds after it came, and its rep told at once. */
function landed(assignMs: number, reached = true) {
  const at = (ms: number) => new Date(SENT.getTime() + ms)
  const event = (type: RecordedEvent['type'], ms: number): RecordedEvent => ({
    ...{ version: 1, type, at: at(ms), data: {} },
  })
  const events = [
    event('LeadCaptured', 0),
    event('LeadAssigned', assignMs),
    event('RepNotified', assignMs),
  ]
  const notify = { id: 't', follower: 'notify', state: 'done', createdAt: SENT, dueAt: undefined }
  const tasks = [{ ...notify, endedAt: undefined, failure: undefined } as const]
  const paged: string[] = []
  const reports: (CanaryReport & { dueAt: Date })[] = []
  const document = CanaryDocument.parse({
    ...{ rep: 'canary', page: ['marcus'], everyMinutes: 5 },
    routes: [{ id: 'emea', source: 'web-form', form: {} }],
  })
  const parts = {
    ...{ document, clock: () => NOW, outside: async () => [] },
    leads: { history: async () => ({ events, tasks, alerts: [] }) },
    desk: { acknowledge: async () => undefined },
    canaries: {
      report: async (_: HeldCanary, report: CanaryReport, dueAt: Date) =>
        void reports.push({ ...report, dueAt }),
    },
    page: async ({ title }: { title: string }) => {
      paged.push(title)
      return reached
    },
  } as unknown as CanaryParts
  const [route] = document.routes
  assert.ok(route)
  return {
    paged,
    reports,
    fly: (from: Partial<HeldCanary> = {}) => flyCanary({ ...held, ...from }, route, parts),
  }
}

test('after a slow one another follows at once, and people are told when that is no better', async () => {
  const { paged, reports, fly } = landed(9_000)

  await fly()
  assert.deepEqual([paged, reports[0]?.state, reports[0]?.dueAt], [[], 'failing', NOW])
  await fly({ state: 'failing' })

  assert.deepEqual(paged, ['Alarm: something is in the way of leads of emea'])
  assert.equal(reports[1]?.told, 'slow assign')
  assert.deepEqual(reports[1]?.dueAt, new Date(SENT.getTime() + 5 * 60_000))
})

test('what people were told they are not told again; where nobody was reached the next one tries anew', async () => {
  const known = landed(9_000)
  await known.fly({ state: 'failing', told: 'slow assign' })
  const unheard = landed(9_000, false)
  await unheard.fly({ state: 'failing' })

  assert.deepEqual(known.paged, [])
  assert.equal(unheard.paged.length, 1)
  assert.equal(unheard.reports[0]?.told, undefined)
})

test('when all is well again people hear it who were told of trouble, and nobody else', async () => {
  const quiet = landed(50)
  await quiet.fly()
  const again = landed(50)
  await again.fly({ state: 'failing', told: 'slow assign' })

  assert.deepEqual(quiet.paged, [])
  assert.deepEqual(again.paged, ['All clear: leads of emea are on their way again'])
  assert.equal(again.reports[0]?.told, 'ok')
})
