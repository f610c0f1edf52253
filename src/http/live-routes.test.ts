import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { LeadId } from '../domain/ids.ts'

type Heard = { readonly id: string; readonly name: string; readonly data: Record<string, unknown> }

/** A client that reads the stream, and keeps what it heard. */
async function listener(api: RunningApi, given: { token?: string; lastEventId?: string } = {}) {
  const stop = new AbortController()
  const response = await fetch(`${api.url}/v1/live`, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${given.token ?? api.adminToken}`,
      ...(given.lastEventId === undefined ? {} : { 'last-event-id': given.lastEventId }),
    },
  })
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const heard: Heard[] = []
  let wake: () => void = () => undefined
  const reading = (async () => {
    let rest = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      heard.push(...blocks.filter((block) => !block.startsWith(':')).map(heardFrom))
      wake()
    }
  })().catch(() => undefined)

  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve))
  }
  await until(() => heard.some(({ name }) => name !== 'message'))
  return {
    heard,
    leads: () => heard.filter(({ name }) => name === 'message').map(({ data }) => data.leadId),
    until,
    ended: reading,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading
    },
  }
}

function heardFrom(block: string): Heard {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]))
  return {
    id: fields.get('id') ?? '',
    name: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? '{}'),
  }
}

async function captured(api: RunningApi, given: { repId?: string } = {}): Promise<LeadId> {
  const id =
    given.repId === undefined
      ? await stored.lead(api.db)
      : (await stored.assignedLead(api.db, given.repId)).leadId
  await stored.events(api.db, id, [[0, 'LeadCaptured']])
  return id
}

test('events arrive as they are committed', async () => {
  await using api = await runningApi()
  await using client = await listener(api)

  const first = await captured(api)
  await client.until(() => client.leads().includes(first))
  const second = await captured(api)
  await client.until(() => client.leads().includes(second))

  assert.deepEqual(client.leads(), [first, second])
})

test('a transaction that commits late is not missed, and nothing is heard twice', async () => {
  await using api = await runningApi()
  await using client = await listener(api)
  const first = await stored.lead(api.db)

  const tx = await api.db.startTransaction().execute()
  await stored.events(tx, first, [[0, 'LeadCaptured']])
  const later = await captured(api)
  await tx.commit().execute()
  await client.until(() => client.leads().length >= 2)
  const last = await captured(api)
  await client.until(() => client.leads().includes(last))

  assert.deepEqual(client.leads(), [first, later, last])
})

test('a reader that comes back hears everything since, once, and then goes on', async () => {
  await using api = await runningApi()
  let lastEventId = ''
  {
    await using client = await listener(api)
    await captured(api)
    await client.until(() => client.leads().length === 1)
    lastEventId = client.heard.at(-1)?.id ?? ''
  }
  // More than one page, with others listening meanwhile.
  await using other = await listener(api)
  const missed = await stored.lead(api.db)
  const many = Array.from({ length: 1_200 }, () => [0, 'RepNotified'] as const)
  await stored.events(api.db, missed, many)

  await using client = await listener(api, { lastEventId })
  const fresh = await captured(api)
  await client.until(() => client.leads().includes(fresh))
  await other.until(() => other.leads().includes(fresh))

  assert.deepEqual(client.leads(), [...Array(1_200).fill(missed), fresh])
  assert.equal(other.leads().filter((id) => id === missed).length, 1_200)
})

test('a place of another server is answered with a reset', async () => {
  await using api = await runningApi()
  const elsewhere = '1.99.01900000-0000-7000-8000-000000000001.3'

  await using client = await listener(api, { lastEventId: elsewhere })

  assert.equal(client.heard[0]?.name, 'reset')
})

test('a rep hears of their own leads only', async () => {
  await using api = await runningApi()
  await using client = await listener(api, { token: await api.token('rep', 'jonas') })

  await captured(api)
  await captured(api, { repId: 'grace' })
  const own = await captured(api, { repId: 'jonas' })
  await client.until(() => client.leads().length > 0)

  assert.deepEqual(client.leads(), [own])
})

test('closing the server ends the streams', async () => {
  const api = await runningApi()
  const client = await listener(api)

  await api[Symbol.asyncDispose]()

  await client.ended
})
