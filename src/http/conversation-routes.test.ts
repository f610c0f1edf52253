import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { sendChat } from '../../test/support/signed-chat.ts'
import { stored } from '../../test/support/stored.ts'
import { type LeadId, newId, type RepId } from '../domain/ids.ts'

const UNKNOWN = newId()

type Row = { id: string; leadId?: string; status: string; messages: number }
type Transcript = { conversation?: Row; messages: { role: string; text: string; at?: string }[] }

/** A part of a chat with one message of the visitor. */
async function say(api: RunningApi, chat: string, text: string, more: object = {}): Promise<void> {
  const messages = [{ id: text, role: 'visitor', text }]
  const body = { conversation_id: chat, status: 'open', messages, ...more }
  const answer = await sendChat({ url: api.url, clock: () => new Date() }, body)
  assert.equal(answer.status, 200)
}

/** A chat that has become a lead of that rep. */
async function chatOf(api: RunningApi, rep: string): Promise<{ id: string; leadId: LeadId }> {
  await say(api, `chat-of-${rep}`, `I am ${rep}`, { visitor: { email: `${rep}@acme.example` } })
  const found = await api.db
    .selectFrom('conversations')
    .innerJoin('leads', 'leads.id', 'conversations.leadId')
    .select(['conversations.id', 'leads.id as leadId'])
    .where('leads.dedupeKey', '=', `chat:id:chat-of-${rep}`)
    .executeTakeFirstOrThrow()
  await api.db
    .updateTable('leads')
    .set({ repId: rep as RepId })
    .where('id', '=', found.leadId)
    .execute()
  return found
}

const list = async (api: RunningApi, query = '') =>
  (await api.call('GET', `/v1/conversations${query}`)).body as {
    items: Row[]
    nextCursor: string | null
  }

test('without any chat the list is empty', async () => {
  await using api = await runningApi()

  assert.deepEqual(await list(api), { items: [], nextCursor: null })
})

test('chats that are no lead are listed, the one that went on last first, page by page', async () => {
  await using api = await runningApi()
  for (const chat of ['a', 'b', 'c']) await say(api, chat, `Hello from ${chat}`)
  await say(api, 'a', 'Me again')
  await chatOf(api, 'jonas')

  const whole = await list(api)
  const first = await list(api, '?limit=2')
  const rest = await list(api, `?limit=2&cursor=${first.nextCursor}`)

  assert.deepEqual(
    whole.items.map(({ status, messages }) => [status, messages]),
    [
      ['open', 2],
      ['open', 1],
      ['open', 1],
    ],
  )
  assert.deepEqual([...first.items, ...rest.items], whole.items)
  assert.equal(rest.nextCursor, null)
  const made = await api.call('GET', '/v1/conversations?cursor=zzz')
  assert.equal(made.status, 400)
})

test('a chat is shown whole by its id and by its lead; one that is not there is unknown', async () => {
  await using api = await runningApi()
  await say(api, 'chat-of-jonas', 'Hello')
  const { id, leadId } = await chatOf(api, 'jonas')

  const byId = (await api.call('GET', `/v1/conversations/${id}`)).body as Transcript
  const byLead = (await api.call('GET', `/v1/leads/${leadId}/transcript`)).body as Transcript

  assert.deepEqual(
    byId.messages.map(({ role, text }) => [role, text]),
    [
      ['visitor', 'Hello'],
      ['visitor', 'I am jonas'],
    ],
  )
  assert.equal(byId.conversation?.leadId, leadId)
  assert.deepEqual(byLead, { leadId, ...byId })
  const unknown = await api.call('GET', `/v1/conversations/${UNKNOWN}`)
  assert.equal(unknown.status, 404)
  assert.equal((unknown.body as { code: string }).code, 'conversation-unknown')
  assert.equal((await api.call('GET', '/v1/conversations/mine')).status, 400)
})

test('a lead that comes from no chat has no messages, and an unknown lead no transcript', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)

  const none = await api.call('GET', `/v1/leads/${leadId}/transcript`)
  const unknown = await api.call('GET', `/v1/leads/${UNKNOWN}/transcript`)

  assert.deepEqual(none.body, { leadId, messages: [] })
  assert.equal(unknown.status, 404)
})

test('a rep reads the chats of the leads they have, and no others by any of the routes', async () => {
  await using api = await runningApi()
  const [own, other] = [await chatOf(api, 'jonas'), await chatOf(api, 'grace')]
  await say(api, 'nobodys', 'Hello')
  const [nobodys] = (await list(api)).items
  const token = await api.token('rep', 'jonas')
  const statusOf = async (path: string) => (await api.call('GET', path, { token })).status

  assert.equal(await statusOf(`/v1/conversations/${own.id}`), 200)
  assert.equal(await statusOf(`/v1/leads/${own.leadId}/transcript`), 200)
  assert.equal(await statusOf(`/v1/conversations/${other.id}`), 404)
  assert.equal(await statusOf(`/v1/leads/${other.leadId}/transcript`), 404)
  assert.equal(await statusOf(`/v1/conversations/${nobodys?.id}`), 404)
  assert.equal(await statusOf('/v1/conversations'), 403)
  const hidden = await api.call('GET', `/v1/conversations/${other.id}`, { token })
  const unknown = await api.call('GET', `/v1/conversations/${UNKNOWN}`, { token })
  const shape = ({ body }: typeof hidden) => ({ ...(body as object), detail: '', instance: '' })
  assert.deepEqual(shape(hidden), shape(unknown))
})

test('a manager reads all of them, and nobody does without a token', async () => {
  await using api = await runningApi()
  const { id, leadId } = await chatOf(api, 'jonas')
  const manager = await api.token('manager')
  const paths = ['/v1/conversations', `/v1/conversations/${id}`, `/v1/leads/${leadId}/transcript`]

  for (const path of paths) {
    assert.equal((await api.call('GET', path, { token: manager })).status, 200, path)
    assert.equal((await api.call('GET', path, { token: null })).status, 401, path)
  }
})
