import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { RepId } from '../domain/ids.ts'

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, 'duplicates', ...args)

/** Two contacts, each with a lead, and the question whether they are one. */
async function aPair(api: RunningApi) {
  const known = await stored.contact(api.db, { ownerRepId: 'anna' as RepId })
  const fresh = await stored.contact(api.db, {
    fields: JSON.stringify({ firstName: 'Ines', lastName: 'x'.repeat(90), company: 'Quay' }),
  })
  for (const contactId of [known, fresh]) await stored.lead(api.db, { contactId, version: 0 })
  const leadId = await stored.lead(api.db, { contactId: fresh, version: 0 })
  const item = await stored.review(api.db, leadId, {
    kind: 'possible-duplicate',
    contactId: fresh,
    otherContactId: known,
    reasons: ['familyName-exact', 'email-near'],
  })
  return { known, fresh, leadId, item }
}

test('pairs are listed with what is known of both, within 80 columns', async () => {
  await using api = await runningApi()
  const empty = await run(api, 'list')
  const { known, fresh, item } = await aPair(api)

  const { out, exitCode } = await run(api, 'list')
  const json = await run(api, 'list', '--json')

  assert.equal(exitCode, 0)
  assert.equal(empty.out, 'No contacts that may be one person.')
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(out, new RegExp(`^${item} {2}possible-duplicate, since 20`))
  assert.match(out, new RegExp(`${known}\n {4}ines@example.org, 1 lead, anna\n`))
  assert.match(out, new RegExp(`${fresh}\n {4}Ines x+…\n`))
  assert.match(out, /because familyName-exact, email-near/)
  assert.equal(JSON.parse(json.out)[0].id, item)
})

test('a pair is joined by its item, and split again by its contact alone', async () => {
  await using api = await runningApi()
  const { known, fresh, item } = await aPair(api)

  const joined = await run(api, 'join', item)
  const again = await run(api, 'join', item)
  const listed = await run(api, 'list')
  const split = await run(api, 'split', fresh)
  const nothing = await run(api, 'split', known)

  assert.equal(joined.out, 'Joined: they are one person.')
  assert.match(again.complaint, /Already resolved as join by admin/)
  assert.equal(listed.out, 'No contacts that may be one person.')
  assert.equal(split.out, `Split: ${fresh} is a person of its own beside ${known}.`)
  assert.match(nothing.complaint, /Nothing was joined into this contact. Name the leads/)
  assert.deepEqual([joined.exitCode, again.exitCode, nothing.exitCode], [0, 1, 1])
})

test('two contacts are joined by name, with the owner that is named', async () => {
  await using api = await runningApi()
  const { known, fresh } = await aPair(api)

  const wrong = await run(api, 'join', fresh, known, '--owner', 'stranger')
  const joined = await run(api, 'join', fresh, known, '--owner', 'anna')
  const twice = await run(api, 'join', fresh, known)

  assert.match(wrong.complaint, /ownerRepId must be the owner of one of the two/)
  assert.match(joined.out, new RegExp(`^Joined: ${known} leads to ${fresh} from now on`))
  assert.match(joined.out, new RegExp(`./stl duplicates split ${fresh} --join `))
  assert.match(twice.complaint, /These two are one contact already/)
})

test('of several joins one must be named, and the choice is shown', async () => {
  await using api = await runningApi()
  const { known, fresh } = await aPair(api)
  const third = await stored.contact(api.db)
  await run(api, 'join', known, fresh)
  await run(api, 'join', known, third)

  const unsure = await run(api, 'split', known)
  const [, joinId = ''] = unsure.complaint.match(/^ {2}(\S+) /m) ?? []
  const { out } = await run(api, 'split', known, '--join', joinId)

  assert.match(unsure.complaint, /Several joins are in force. Say --join <id>:/)
  assert.match(out, new RegExp(`Split: (${fresh}|${third}) is a person of its own`))
})

test('leads are taken out by their ids, and those who are two are not asked about again', async () => {
  await using api = await runningApi()
  const { fresh, leadId, item } = await aPair(api)
  const events = [[1, 'ContactIdentified', { contactId: fresh, by: 'new' }]] as const
  for (const { id } of await api.db.selectFrom('leads').select('id').execute()) {
    await stored.events(api.db, id, events)
    await api.db.updateTable('leads').set({ version: 1 }).where('id', '=', id).execute()
  }

  const split = await run(api, 'split', fresh, leadId)
  const apart = await run(api, 'not-same', item)

  assert.match(split.out, new RegExp(`^Split: \\S+ is a person of its own beside ${fresh}`))
  assert.equal(apart.out, 'Kept apart: they are two persons, and nobody is asked again.')
  assert.equal((await run(api, 'list')).out, 'No contacts that may be one person.')
})

test('reps may neither join nor split nor see the list', async () => {
  await using api = await runningApi()
  const { known, fresh, item } = await aPair(api)
  const token = await api.token('rep', 'anna')
  const calls = [['list'], ['join', item], ['join', known, fresh], ['split', known, '--join', item]]

  for (const call of calls) {
    const { exitCode, complaint } = await stl({ url: api.url, token }, 'duplicates', ...call)
    assert.equal(exitCode, 1, call.join(' '))
    assert.match(complaint, /Not allowed/)
  }
})
