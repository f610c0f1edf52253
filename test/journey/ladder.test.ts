import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { reachedBy, type ReachedReps as Scene } from '../support/reached-by.ts'

const MINUTE = 60_000
const LADDER = {
  rungs: [{ channels: ['slack'] }, { channels: ['email'] }, { channels: ['sms'], afterMinutes: 2 }],
}

const offer = async ({ product }: Scene) => {
  const message = 'Please call me about a demo this week'
  const person = { email: 'kari.nordmann@fjordtech.no', first_name: 'Kari', country: 'NO' }
  const id = await product.submit('web-form', { ...person, company: 'Fjordtech AS', message })
  await product.decided(id, 'assigned')
  return id
}

/** Waits until an alert stands inside the product. */
const shownInside = ({ product }: Scene, id: LeadId) =>
  eventually('the alert inside the product', async () =>
    (await product.events(id)).includes('RepNotified'),
  )

/** Waits until the alert's task waits for its time. */
const isHeld = ({ product: { db } }: Scene) =>
  eventually('the task to wait', async () => {
    const { rows } = await sql`
      select 1 from pgboss.job j join tasks t on t.id::text = j.data ->> 'taskId'
      where t.follower = 'notify' and j.state = 'created'
        and j.start_after > now() + interval '1 minute'`.execute(db)
    return rows.length > 0
  })

/** Waits until nothing is left to be told. */
const isAllTold = ({ product }: Scene) =>
  eventually('the end of what is to be told', async () => {
    const open = await product.db
      .selectFrom('tasks')
      .select('id')
      .where('follower', '=', 'notify')
      .where('state', '=', 'open')
      .execute()
    return open.length === 0
  })

test('who does not answer is tried on the next channel of their ladder, and mail was not needed', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  const id = await offer(scene)
  await scene.untilSent(1, 0, 0)

  await scene.product.forward(2 * MINUTE)
  await scene.untilSent(1, 0, 1)

  await isAllTold(scene)
  const told = (await scene.product.events(id)).filter((type) => type === 'RepNotified')
  assert.equal(told.length, 3)
})

test('who has answered is not tried any further', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  const id = await offer(scene)
  await scene.untilSent(1, 0, 0)

  await scene.product.api('POST', `/v1/leads/${id}/acknowledge`)
  await scene.product.forward(2 * MINUTE)

  await isAllTold(scene)
  assert.deepEqual(scene.sent(), [1, 0, 0])
})

test('a channel that refuses is followed by the next at once', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  scene.slack.behave({ status: 200, error: 'user_not_found' })
  const id = await offer(scene)

  await scene.untilSent(0, 1, 0)

  assert.ok((await scene.product.events(id)).includes('NotificationFailed'))
})

test('a channel that is down or at its limit is not waited for, and has the message when it is back', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  scene.slack.behave({ status: 503 })
  await offer(scene)
  await scene.untilSent(0, 1, 0)

  scene.slack.behave({})

  await scene.untilSent(1, 1, 0)
})

const QUIET = { quietHours: { from: '07:00', to: '11:00' } }
const AFTERWARDS = 130 * MINUTE

test('quiet hours hold what is not critical until they end', async () => {
  await using scene = await reachedBy(QUIET)
  const id = await offer(scene)
  await shownInside(scene, id)
  await isHeld(scene)
  assert.deepEqual(scene.sent(), [0, 0, 0])

  await scene.product.forward(AFTERWARDS)

  await scene.untilSent(1, 1, 1)
  await isAllTold(scene)
})

test('what is settled by then is dropped', async () => {
  await using scene = await reachedBy(QUIET)
  const id = await offer(scene)
  await isHeld(scene)

  await scene.product.api('POST', `/v1/leads/${id}/acknowledge`)
  await scene.product.forward(AFTERWARDS)

  await isAllTold(scene)
  assert.deepEqual(scene.sent(), [0, 0, 0])
})

test('what is critical passes them', async () => {
  await using scene = await reachedBy(QUIET, { tiers: ['hot', 'warm', 'cold'], kinds: [] })
  await offer(scene)

  await scene.untilSent(1, 1, 1)
})
