import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { newId, type TaskId } from '../domain/ids.ts'

const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id)

test('redriving sets leads and tasks going again, each once', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const taskId = newId<TaskId>()
  const task = { id: taskId, leadId, follower: 'notify', state: 'dead', failure: 'x' } as const
  await api.db
    .insertInto('tasks')
    .values({ ...task, endedAt: new Date() })
    .execute()
  const stage = await stored.deadLetter(api.db, leadId)
  const notify = await stored.deadLetter(api.db, leadId, { queue: 'follower-notify', taskId })

  const answers = await Promise.all([
    api.call('POST', '/v1/dead-letters/redrive'),
    api.call('POST', '/v1/dead-letters/redrive'),
  ])

  const { body } = await api.call('GET', '/v1/dead-letters')
  const reopened = await api.db.selectFrom('tasks').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(answers.flatMap((answer) => idsOf(answer.body)).sort(), [stage, notify].sort())
  assert.deepEqual(idsOf(body), [])
  assert.deepEqual([reopened.state, reopened.endedAt, reopened.failure], ['open', null, null])
  assert.deepEqual(
    new Set(api.jobs.map((job) => JSON.stringify(job))),
    new Set([
      JSON.stringify({ queue: 'stage-validate', subject: { leadId } }),
      JSON.stringify({ queue: 'follower-notify', subject: { taskId } }),
    ]),
  )
})

test('only those named are redriven', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const kept = await stored.deadLetter(api.db, leadId)
  const other = await stored.deadLetter(api.db, leadId, { queue: 'follower-notify' })

  const answer = await api.call('POST', '/v1/dead-letters/redrive', { body: { ids: [other] } })
  const none = await api.call('POST', '/v1/dead-letters/redrive', { body: { ids: [] } })

  const { body } = await api.call('GET', '/v1/dead-letters')
  assert.deepEqual([idsOf(answer.body), idsOf(none.body), idsOf(body)], [[other], [], [kept]])
})
