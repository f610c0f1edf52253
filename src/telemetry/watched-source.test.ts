import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryLog } from '../../test/support/memory-log.ts'
import { Unavailable } from '../domain/failure.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import type { SourceAlarm, SourceAlarms } from '../ports/source-alarms.ts'
import { watchedSource } from './watched-source.ts'

const START = new Date('2026-11-23T09:00:00Z')
const EXPIRED = new Unavailable('source-token-expired', 'Meta answered 190', {
  notBefore: new Date(START.getTime() + 5 * 60_000),
})

/** A source, what stands about it for all processes, and a clock in our hand. */
function watched() {
  let now = START
  let standing: SourceAlarm[] = []
  let failure: Error | undefined
  const counts = { asked: 0, cleared: 0 }
  const alarms: SourceAlarms = {
    async raise(alarm) {
      const isNews = standing.every(({ code }) => code !== alarm.code)
      standing = [alarm]
      return isNews
    },
    async clear() {
      counts.cleared += 1
      const wasThere = standing.length > 0
      standing = []
      return wasThere
    },
    standing: async () => standing.map((one) => ({ ...one, waiting: 'leads' })),
  }
  const log = memoryLog()
  const source = watchedSource<LeadSource>(
    {
      async fetch() {
        counts.asked += 1
        if (failure !== undefined) throw failure
        return undefined
      },
    },
    {
      ...{ sourceKey: 'meta', alarms, log, clock: () => now },
      metrics: { count: () => undefined },
    },
  )
  const fetch = () => source.fetch({}, AbortSignal.timeout(1_000))
  return {
    ...{ alarms, counts, log, fetch },
    fetchInVain: () => assert.rejects(fetch()),
    standing: () => standing.map(({ code }) => code),
    fails: (error: Error | undefined) => {
      failure = error
    },
    forward: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
  }
}

test('a token that is turned away is told once and not tried before its time, and then that it works', async () => {
  const source = watched()
  source.fails(EXPIRED)

  for (let lead = 0; lead < 3; lead += 1) await source.fetchInVain()

  assert.deepEqual(source.standing(), ['source-token-expired'])
  assert.equal(source.counts.asked, 1)
  source.fails(undefined)
  source.forward(5)
  await source.fetch()
  assert.deepEqual(source.standing(), [])
  assert.deepEqual(source.log.lines, [
    'error: A source needs a person: its leads wait',
    'info: A source works again: its leads go on',
  ])
})

test('the alarm of a process that is no more is cleared by another that reads leads', async () => {
  const source = watched()
  await source.fetch()
  await source.alarms.raise({ sourceKey: 'meta', code: 'source-token-expired', since: START })

  source.forward(1)
  await source.fetch()

  assert.deepEqual(source.standing(), [])
})

test('leads that are read one after the other clear nothing each time', async () => {
  const source = watched()

  for (let lead = 0; lead < 5; lead += 1) await source.fetch()

  assert.equal(source.counts.cleared, 1)
})
