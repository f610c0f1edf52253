import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { sendChat } from '../../test/support/signed-chat.ts'
import { stored } from '../../test/support/stored.ts'
import { newId } from '../domain/ids.ts'

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, ...args)

async function say(api: RunningApi, text: string): Promise<void> {
  const message = { id: text, role: 'visitor', text, at: '2026-03-02T14:30:00Z' }
  const body = { conversation_id: 'c-1', status: 'open', messages: [message] }
  const answer = await sendChat({ url: api.url, clock: () => new Date() }, body)
  assert.equal(answer.status, 200)
}

test('without any chat the list says so', async () => {
  await using api = await runningApi()

  const list = await run(api, 'chats', 'list')
  const json = await run(api, 'chats', 'list', '--json')

  assert.deepEqual([list.exitCode, list.out], [0, 'Every chat is a lead.'])
  assert.deepEqual(JSON.parse(json.out), { items: [], nextCursor: null })
})

test('a chat is listed with its id, by which its words are shown, harmless to the terminal', async () => {
  await using api = await runningApi()
  await say(api, 'Hello \u001b[31mred\u0007\nsecond line')

  const { items } = JSON.parse((await run(api, 'chats', 'list', '--json')).out) as {
    items: { id: string }[]
  }
  const id = items[0]?.id ?? ''
  const list = await run(api, 'chats', 'list')
  const shown = await run(api, 'chats', 'show', id)
  const json = await run(api, 'chats', 'show', id, '--json')

  assert.match(list.out, new RegExp(`${id} +chatbot +open +1 messages`))
  assert.match(shown.out, /^Chat .+\nchatbot: open\n\n2026-03-02 14:30:00 {2}visitor {2}Hello/)
  assert.match(shown.out, /\n +second line/)
  for (const harm of ['\u001b', '\u0007']) assert.ok(!shown.out.includes(harm))
  assert.equal((JSON.parse(json.out) as { conversation: { id: string } }).conversation.id, id)
})

test('a chat that is not there is said to be unknown, and a word that is no id is refused', async () => {
  await using api = await runningApi()

  const unknown = await run(api, 'chats', 'show', newId())
  const odd = await run(api, 'chats', 'show', '../leads')

  assert.equal(unknown.exitCode, 1)
  assert.match(unknown.complaint, /Conversation unknown/)
  assert.equal(odd.exitCode, 1)
  assert.match(odd.complaint, /id/)
})

test('what is missing on the command line is asked for', async () => {
  await using api = await runningApi()

  const nothing = await run(api, 'chats')
  const noId = await run(api, 'chats', 'show')

  assert.deepEqual([nothing.exitCode, noId.exitCode], [2, 2])
  assert.match(nothing.complaint, /Say list or show/)
  assert.match(noId.complaint, /Name the chat by its id/)
})

test('a rep is told that the list is not for them', async () => {
  await using api = await runningApi()
  const rep = { url: api.url, token: await api.token('rep', 'jonas') }

  const { exitCode, out, complaint } = await stl(rep, 'chats', 'list')

  assert.deepEqual([exitCode, out], [1, ''])
  assert.match(complaint, /role|may not|forbidden/i)
})

test('the transcript of a lead that comes from no chat says so', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)

  const { exitCode, out } = await run(api, 'lead', leadId, '--transcript')

  assert.deepEqual([exitCode, out], [0, 'This lead comes from no chat.'])
})
