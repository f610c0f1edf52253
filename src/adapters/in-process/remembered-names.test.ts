import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NamedId } from '../../domain/attribution.ts'
import { Unavailable } from '../../domain/failure.ts'
import { rememberedNames } from './remembered-names.ts'

const SPRING: NamedId = { kind: 'campaign', id: '71' }
const ALSO: NamedId = { kind: 'form', id: '71' }

/** Names that can be changed, with every look at them. */
function watched(said: Record<string, string>) {
  let now = new Date('2026-03-02T12:00:00Z')
  const looks: (readonly NamedId[])[] = []
  const names = rememberedNames(
    {
      async of(ids) {
        looks.push(ids)
        if (said.down) throw new Unavailable('database-down', 'The database is down')
        return (kind, id) => said[`${kind} ${id}`]
      },
    },
    () => now,
  )
  const forward = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }
  const nameOf = async (one: NamedId) => (await names.of([one]))(one.kind, one.id)
  return { names, looks, forward, nameOf }
}

test('a name, and that there is none, is looked for once a minute', async () => {
  const said: Record<string, string> = { 'campaign 71': 'Spring' }
  const { names, looks, forward, nameOf } = watched(said)

  await nameOf(SPRING)
  const both = await names.of([SPRING, ALSO])
  said['campaign 71'] = 'Summer'
  said['form 71'] = 'Ask us'
  const before = [await nameOf(SPRING), await nameOf(ALSO)]
  forward(60_000)

  assert.deepEqual([both('campaign', '71'), both('form', '71')], ['Spring', undefined])
  assert.deepEqual(before, ['Spring', undefined])
  assert.deepEqual([await nameOf(SPRING), await nameOf(ALSO)], ['Summer', 'Ask us'])
  assert.deepEqual(looks, [[SPRING], [ALSO], [SPRING], [ALSO]])
})

test('what cannot be looked for is not remembered', async () => {
  const said: Record<string, string> = { 'campaign 71': 'Spring', down: 'yes' }
  const { nameOf } = watched(said)

  await assert.rejects(nameOf(SPRING), Unavailable)
  delete said.down

  assert.equal(await nameOf(SPRING), 'Spring')
})
