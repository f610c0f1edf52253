import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import { Overtaken } from '../../domain/failure.ts'
import type { HeldLookUp } from '../../ports/name-register.ts'
import type { Db } from './connect.ts'
import { postgresKnownNames } from './known-names.ts'
import { postgresNameRegister } from './name-register.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const after = (ms: number) => new Date(NOON.getTime() + ms)

type Told = { readonly at?: Date; readonly source?: string; readonly isTest?: boolean }

const lead = (db: Db, form: object, { at = NOON, source = 'ads', isTest = false }: Told = {}) =>
  stored.lead(db, { receivedAt: at, sourceKey: source, isTest }, { form })

async function register() {
  const database = await scratchDatabase()
  const names = postgresNameRegister(database.db)
  const claim = (holder: string, at: Date) => names.claim(['ads'], { holder, at, forMs: MINUTE })
  const held = async (at = NOON): Promise<HeldLookUp> => {
    const lookUp = await claim('a', at)
    assert.ok(lookUp)
    return lookUp
  }
  const due = (kind: 'campaign' | 'ad-group' | 'ad' | 'form', at = NOON, but: string[] = []) =>
    names.due('ads', kind, { at, but, limit: 10 })
  const keep = (lookUp: HeldLookUp, ids: string[], said: Record<string, string>, at = NOON) =>
    names.keep(lookUp, {
      ...{ kind: 'campaign', ids, names: new Map(Object.entries(said)), at },
      ...{ dueAt: new Date(at.getTime() + DAY), heldUntil: new Date(at.getTime() + MINUTE) },
    })
  const nameOf = async (id: string) =>
    (await postgresKnownNames(database.db).of([{ kind: 'campaign', id }]))('campaign', id)
  const { db } = database
  const dispose = { [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
  return { db, names, claim, held, due, keep, nameOf, ...dispose }
}

test('ids of leads without a name are due: of this source, no tests, and digits alone', async () => {
  await using it = await register()
  const lookUp = await it.held()
  await lead(it.db, {
    campaign: { id: '71' },
    adGroup: { id: '72' },
    ad: { id: '73' },
    formId: '74',
  })
  await lead(it.db, { campaign: { id: '75', name: 'Spring' }, formId: '76', formName: 'Ask us' })
  await lead(it.db, { campaign: { id: 'kari@fjordtech.example' }, formId: '+47 22 98 76 54' })
  await lead(it.db, { campaign: { id: '77' } }, { isTest: true })
  await lead(it.db, { campaign: { id: '78' } }, { source: 'another' })
  await lead(it.db, { campaign: { id: '79' } }, { at: after(-31 * DAY) })

  await it.names.gather(lookUp, 'google-ads', NOON)

  assert.deepEqual(await it.due('campaign'), ['71'])
  assert.deepEqual(await it.due('ad-group'), ['72'])
  assert.deepEqual(await it.due('ad'), ['73'])
  assert.deepEqual(await it.due('form'), ['74'])
  assert.deepEqual(await it.due('campaign', NOON, ['71']), [])
})

test('a link that shows whose it is has the id of its campaign asked for there, whichever source it came by', async () => {
  await using it = await register()
  const lookUp = await it.held()
  const web = (form: object, isTest = false) => lead(it.db, form, { source: 'web-form', isTest })
  await web({ utm: { campaign: '81' }, click: { gclid: 'Cj0' } })
  await web({ utm: { campaign: '82', source: 'Google' } })
  await web({ campaign: { id: '83' }, utm: { campaign: 'spring' }, click: { wbraid: 'w' } })
  await web({ utm: { campaign: '84', source: 'newsletter' } })
  await web({ utm: { campaign: '85' }, click: { fbclid: 'Iw' } })
  await web({ utm: { campaign: 'spring-86' }, click: { gclid: 'Cj0' } })
  await web({ utm: { campaign: '87' }, campaign: { name: 'Own' }, click: { gclid: 'Cj0' } })
  await web({ utm: { campaign: '88' }, click: { gclid: 'Cj0' } }, true)

  await it.names.gather(lookUp, 'google-ads', NOON)

  assert.deepEqual(await it.due('campaign'), ['81', '82', '83'])
})

test('of a flood of links the ids that most leads came by are asked for', async () => {
  await using it = await register()
  const lookUp = await it.held()
  const click = { gclid: 'Cj0' }
  for (let id = 1_001; id <= 1_110; id += 1) {
    await lead(it.db, { utm: { campaign: `${id}` }, click }, { source: 'web-form' })
  }
  for (const _ of [1, 2]) {
    await lead(it.db, { utm: { campaign: '71' }, click }, { source: 'web-form' })
  }

  await it.names.gather(lookUp, 'google-ads', NOON)

  const rows = await it.db.selectFrom('campaignNames').select('id').execute()
  assert.equal(rows.length, 100)
  assert.ok(rows.some(({ id }) => id === '71'))
})

test('an answer is good until it is due again; what loses its name at the vendor keeps it here', async () => {
  await using it = await register()
  const lookUp = await it.held()
  await lead(it.db, { campaign: { id: '71' } })
  await lead(it.db, { campaign: { id: '72' } })
  await it.names.gather(lookUp, 'meta', NOON)

  await it.keep(lookUp, ['71', '72'], { 71: 'Spring' })

  assert.deepEqual(await it.due('campaign', after(DAY - 1)), [])
  assert.deepEqual(await it.due('campaign', after(DAY)), ['71', '72'])
  assert.deepEqual([await it.nameOf('71'), await it.nameOf('72')], ['Spring', undefined])
  await it.keep(lookUp, ['71', '72'], { 72: 'Autumn' }, after(DAY))
  assert.deepEqual([await it.nameOf('71'), await it.nameOf('72')], ['Spring', 'Autumn'])
})

test('campaigns that bring no more leads are not asked for again, and forgotten after a year', async () => {
  await using it = await register()
  const lookUp = await it.held()
  await lead(it.db, { campaign: { id: '71' } })
  await it.names.gather(lookUp, 'meta', NOON)
  await it.keep(lookUp, ['71'], { 71: 'Spring' })

  assert.deepEqual(await it.due('campaign', after(30 * DAY)), ['71'])
  assert.deepEqual(await it.due('campaign', after(31 * DAY)), [])
  await it.names.gather(lookUp, 'meta', after(366 * DAY))
  assert.equal(await it.nameOf('71'), 'Spring')
  await it.names.gather(lookUp, 'meta', after(401 * DAY))
  assert.equal(await it.nameOf('71'), undefined)
})

test('a lead whose form was long in coming is seen the next day', async () => {
  await using it = await register()
  const lookUp = await it.held()
  await it.names.gather(lookUp, 'meta', NOON)
  await lead(it.db, { campaign: { id: '71' } }, { at: after(-30 * MINUTE) })
  await lead(it.db, { campaign: { id: '72' } }, { at: after(-3 * HOUR) })

  await it.names.gather(lookUp, 'meta', after(5 * MINUTE))
  const soon = await it.due('campaign', after(5 * MINUTE))
  await it.names.gather(lookUp, 'meta', after(DAY))

  assert.deepEqual(soon, ['71'])
  assert.deepEqual(await it.due('campaign', after(DAY)), ['71', '72'])
})

test('a look-up belongs to one process; when it dies another goes on, and the dead one keeps nothing', async () => {
  await using it = await register()
  const [first, none] = await Promise.all([it.claim('a', NOON), it.claim('b', NOON)]).then((all) =>
    all.toSorted((one) => (one === undefined ? 1 : -1)),
  )
  assert.ok(first)
  assert.equal(none, undefined)
  await lead(it.db, { campaign: { id: '71' } })
  await it.names.gather(first, 'meta', NOON)

  const second = await it.claim('c', after(MINUTE))

  assert.ok(second)
  await assert.rejects(it.keep(first, ['71'], { 71: 'Late' }), Overtaken)
  await assert.rejects(it.names.gather(first, 'meta', after(MINUTE)), Overtaken)
  assert.equal(await it.nameOf('71'), undefined)
  const left = { at: after(MINUTE), dueAt: after(6 * MINUTE), alarm: undefined }
  await it.names.leave(first, { ...left, dueAt: NOON })
  assert.equal(await it.claim('a', after(MINUTE + 1)), undefined)
  await it.names.leave(second, left)
  assert.equal(await it.claim('a', after(5 * MINUTE)), undefined)
  assert.ok(await it.claim('a', after(6 * MINUTE)))
})

test('each batch that is kept renews the claim', async () => {
  await using it = await register()
  const lookUp = await it.held()

  await it.keep(lookUp, [], {}, after(50_000))

  assert.equal(await it.claim('b', after(MINUTE + 1)), undefined)
  assert.ok(await it.claim('b', after(50_000 + MINUTE)))
})

test('an alarm is news once, keeps its time, and goes with the source that is asked no more', async () => {
  await using it = await register()
  const leave = async (at: Date, alarm: 'source-token-expired' | undefined) => {
    const lookUp = await it.held(at)
    return it.names.leave(lookUp, { at, dueAt: at, alarm })
  }
  const alarm = async () =>
    it.db.selectFrom('nameLookUps').select(['alarm', 'alarmSince']).executeTakeFirst()

  assert.equal(await leave(NOON, undefined), false)
  assert.equal(await leave(NOON, 'source-token-expired'), true)
  assert.equal(await leave(after(MINUTE), 'source-token-expired'), false)
  assert.deepEqual(await alarm(), { alarm: 'source-token-expired', alarmSince: NOON })
  await it.names.claim([], { holder: 'a', at: NOON, forMs: MINUTE })
  assert.deepEqual(await alarm(), { alarm: null, alarmSince: null })
  assert.equal(await leave(after(2 * MINUTE), 'source-token-expired'), true)
  assert.equal(await leave(after(3 * MINUTE), undefined), true)
})

test('of two accounts that name one id, the one asked last counts; other kinds are other ids', async () => {
  await using it = await register()
  const row = { kind: 'campaign' as const, id: '71', vendor: 'meta', seenAt: NOON, dueAt: NOON }
  await it.db
    .insertInto('campaignNames')
    .values([
      { ...row, sourceKey: 'ads', name: 'Older', askedAt: NOON },
      { ...row, sourceKey: 'more-ads', name: 'Newer', askedAt: after(MINUTE) },
      { ...row, kind: 'ad', sourceKey: 'ads', name: 'Of an ad', askedAt: NOON },
    ])
    .execute()
  const known = postgresKnownNames(it.db)

  const nameFor = await known.of([
    { kind: 'campaign', id: '71' },
    { kind: 'form', id: '71' },
  ])

  assert.equal(nameFor('campaign', '71'), 'Newer')
  assert.equal(nameFor('form', '71'), undefined)
})
