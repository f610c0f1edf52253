import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newBoard } from '../../demo/board.ts'
import { exampleCompany } from '../../demo/company.ts'
import type { LiveEvent } from '../../demo/follow-leads.ts'
import { newNews } from '../../demo/news.ts'
import type { Scene } from '../../demo/scene.ts'
import { frame } from '../../demo/view/frame.ts'
import { colourless } from '../../demo/view/paint.ts'
import { startSandboxes } from '../../sandbox/sandboxes.ts'

const AT = new Date('2026-10-05T09:00:00Z')

test('a board counts leads by stage and state, once each, however often they travel', () => {
  const board = newBoard()
  for (const event of journey('a', 40)) board.hear(event)

  board.hear(happened('a', 'AssignmentExpired', 6_000))
  board.hear(happened('a', 'LeadRouted', 6_010, { ruleId: 'emea' }))
  board.hear(happened('a', 'LeadAssigned', 6_020, { ...GIVEN, reason: 'escalation' }))

  const counts = board.counts(AT)
  assert.deepEqual(counts.passed, [1, 1, 1, 1, 1, 1])
  assert.deepEqual([counts.leads, counts.decided, counts.byState.assigned], [1, 1, 1])
  assert.deepEqual(counts.speedMs, { p50: 40, p95: 40, p99: 40 })
  assert.equal(board.deeds.escalated, 1)
  assert.equal(board.latest.length, 1)
})

test('a lead that waited for a rep says nothing about speed', () => {
  const board = newBoard()
  board.hear(happened('a', 'LeadCaptured', 0, { sourceKey: 'webinar' }))
  board.hear(happened('a', 'LeadPutOnWaitingList', 30))

  board.hear(happened('a', 'LeadAssigned', 9_000, GIVEN))

  const { given, speedMs } = board.counts(AT)
  assert.deepEqual([given, speedMs], [1, undefined])
})

describe('the picture fits the terminal', () => {
  for (const [columns, rows] of [
    [80, 24],
    [100, 30],
    [160, 50],
    [40, 10],
  ] as const) {
    test(`${columns} by ${rows}`, async () => {
      await using sandboxes = await startSandboxes()
      const scene = await busyScene(sandboxes)

      const lines = frame(scene, { columns, rows }, colourless)

      assert.ok(lines.length <= rows, `${lines.length} lines`)
      for (const line of lines) assert.ok(line.length <= columns, line)
    })
  }
})

test('at 80 by 24 it shows flow, speed, vendors, and the latest lead with its rep and why', async () => {
  await using sandboxes = await startSandboxes()

  const text = frame(await busyScene(sandboxes), { columns: 80, rows: 24 }, colourless).join('\n')

  assert.match(
    text,
    /captured ▸ validated ▸ deduped ▸ enriched ▸ scored +▸ routed +▸ decided\n 40 /,
  )
  assert.match(text, /p50 40 ms +p95 40 ms +p99 40 ms/)
  assert.match(text, /● Clearbit 0 calls/)
  assert.match(text, /web-form +DE hot +Tobias Krämer +dach, turn +40 ms/)
  assert.match(text, /Clearbit is back/)
})

test('of a lead that got its rep before there was a score none is shown', async () => {
  await using sandboxes = await startSandboxes()
  const scene = await busyScene(sandboxes)
  scene.board.hear(happened('late', 'LeadCaptured', 0, { sourceKey: 'api' }))

  scene.board.hear(happened('late', 'LeadAssigned', 40, GIVEN))

  const text = frame(scene, { columns: 120, rows: 30 }, colourless).join('\n')
  assert.match(text, / api +Tobias Krämer /)
})

async function busyScene(sandboxes: Scene['sandboxes']): Promise<Scene> {
  const [board, news] = [newBoard(), newNews()]
  for (let number = 0; number < 40; number += 1) {
    for (const event of journey(`${number}`, 40)) board.hear(event)
  }
  news.tell('story', 'Clearbit is back.')
  for (let number = 0; number < 40; number += 1) news.tell('good', `Somebody took lead ${number}`)
  return {
    options: { seconds: 60, rate: 5, seed: 1, json: false },
    ...{ url: 'http://127.0.0.1:8080', dataDir: '.data/demo', startedAt: AT, endedAt: AT },
    ...{ board, news, sandboxes, story: { clearbit: 'slow' } },
    tally: { sent: 40, leadsDue: 40, sentAgain: 0, refused: 0, byKind: {} },
    reps: (await exampleCompany()).reps,
    acquaintances: new Map([['39', { company: 'Nordline Foods GmbH', country: 'DE' }]]),
  }
}

const GIVEN = { assignmentId: 'one', repId: 'tobias', reason: 'pool-turn', poolId: 'emea' }

function journey(leadId: string, assignedMs: number): LiveEvent[] {
  return [
    happened(leadId, 'LeadCaptured', 0, { sourceKey: 'web-form' }),
    happened(leadId, 'LeadValidated', 5),
    happened(leadId, 'ContactIdentified', 10),
    happened(leadId, 'LeadEnriched', 20, { providers: [] }),
    happened(leadId, 'LeadScored', 25, { score: 80, tier: 'hot' }),
    happened(leadId, 'LeadRouted', 30, { ruleId: 'dach' }),
    happened(leadId, 'LeadAssigned', assignedMs, GIVEN),
  ]
}

function happened(leadId: string, type: string, ms: number, data: LiveEvent['data'] = {}) {
  return { leadId, type, at: new Date(AT.getTime() + ms), data }
}
