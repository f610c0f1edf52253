import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

const resolve = (api: RunningApi, id: string, resolution: string, token = api.adminToken) =>
  api.call('POST', `/v1/reviews/${id}/resolve`, { token, body: { resolution } })

async function quarantined(api: RunningApi) {
  const leadId = await stored.lead(api.db, { state: 'quarantined', waitingFor: null })
  return { leadId, id: await stored.review(api.db, leadId) }
}

test('releasing a quarantined lead sends it on its way, with its job', async () => {
  await using api = await runningApi()
  const { leadId, id } = await quarantined(api)

  const { status } = await resolve(api, id, 'release')

  const { body } = await api.call('GET', `/v1/leads/${leadId}`)
  const { state, waitingFor } = body as Record<string, unknown>
  assert.equal(status, 200)
  assert.deepEqual([state, waitingFor], ['travelling', 'match'])
  assert.deepEqual(api.jobs, [{ queue: 'stage-match', subject: { leadId } }])
})

test('rejecting it ends its journey, with the reasons it was quarantined for', async () => {
  await using api = await runningApi()
  const { leadId, id } = await quarantined(api)

  await resolve(api, id, 'reject')

  const { body } = await api.call('GET', `/v1/leads/${leadId}/journey`)
  const { state, steps } = body as { state: string; steps: { type: string; data: object }[] }
  assert.equal(state, 'rejected')
  assert.equal(steps.at(-1)?.type, 'LeadRejected')
  assert.deepEqual(steps.at(-1)?.data, { reasons: ['throwaway-mail'] })
  assert.deepEqual(api.jobs, [])
})

test('of many who decide at once exactly one does, and the others learn who it was', async () => {
  await using api = await runningApi()
  const { leadId, id } = await quarantined(api)

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => resolve(api, id, n % 2 === 0 ? 'release' : 'reject')),
  )

  const late = answers.filter(({ status }) => status === 409)
  const { body } = await api.call('GET', `/v1/leads/${leadId}/journey`)
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(late.length, 7)
  assert.match(JSON.stringify(late[0]?.body), /by admin at 20/)
  assert.equal((body as { steps: unknown[] }).steps.length, 1)
})

test('a resolution that does not suit the kind is refused, and the item stays open', async () => {
  await using api = await runningApi()
  const { id } = await quarantined(api)

  const wrong = await resolve(api, id, 'keep-ours')
  const unknown = await resolve(api, '01900000-0000-7000-8000-000000000001', 'release')

  const { body } = await api.call('GET', '/v1/reviews?state=open')
  assert.equal(wrong.status, 422)
  assert.equal(unknown.status, 404)
  assert.equal((body as { items: unknown[] }).items.length, 1)
})

test('settling a CRM conflict gives the follower a task that names the item', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const id = await stored.review(api.db, leadId, { kind: 'crm-conflict' })

  await resolve(api, id, 'keep-ours')

  const task = await api.db.selectFrom('tasks').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([task.follower, task.subject, task.leadId], ['resolve-conflicts', id, leadId])
  assert.deepEqual(api.jobs, [
    { queue: 'follower-resolve-conflicts', subject: { taskId: task.id } },
  ])
})

test('open items come first, over pages too', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const open = [await stored.review(api.db, leadId), await stored.review(api.db, leadId)]
  const done = [await stored.review(api.db, leadId), await stored.review(api.db, leadId)]
  for (const id of done) {
    await api.db
      .updateTable('reviewItems')
      .set({ resolvedAt: new Date() })
      .where('id', '=', id)
      .execute()
  }

  const seen: string[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < 9; page++) {
    const answer = await api.call('GET', `/v1/reviews?limit=1${cursor && `&cursor=${cursor}`}`)
    const body = answer.body as { items: { id: string }[]; nextCursor: string | null }
    seen.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor
  }

  assert.deepEqual(seen, [...open.reverse(), ...done.reverse()])
})
