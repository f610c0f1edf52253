import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { RepId } from '../domain/ids.ts'

test('a contact comes with every value ever seen, and a rep sees only those they own', async () => {
  await using api = await runningApi()
  const own = await stored.contact(api.db, { ownerRepId: 'jonas' as RepId })
  const other = await stored.contact(api.db)
  const leadId = await stored.lead(api.db, { contactId: own })
  const at = new Date('2026-03-02T14:30:00Z')
  const value = { contactId: own, field: 'email', value: 'ines@example.org', leadId }
  await api.db
    .insertInto('contactValues')
    .values({ ...value, sourceKey: 'web-form', at })
    .execute()
  const token = await api.token('rep', 'jonas')

  const list = await api.call('GET', '/v1/contacts', { token })
  const seen = await api.call('GET', `/v1/contacts/${own}`, { token })
  const hidden = await api.call('GET', `/v1/contacts/${other}`, { token })
  const all = await api.call('GET', '/v1/contacts')

  const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id)
  const { values, leadIds } = seen.body as { values: { value: string }[]; leadIds: string[] }
  assert.deepEqual(idsOf(list.body), [own])
  assert.deepEqual(idsOf(all.body), [other, own])
  assert.deepEqual([values[0]?.value, leadIds], ['ines@example.org', [leadId]])
  assert.equal(hidden.status, 404)
})

test('a contact is written by hand, and every field that cannot be read is named', async () => {
  await using api = await runningApi()
  const contactId = await stored.contact(api.db, { ownerRepId: 'jonas' as RepId })
  await stored.lead(api.db, { contactId, version: 0 })
  const token = await api.token('rep', 'jonas')
  const path = `/v1/contacts/${contactId}`
  const patch = (body: unknown, as = token) => api.call('PATCH', path, { token: as, body })

  const wrong = await patch({
    version: 0,
    fields: { email: 'no', phone: '12', country: 'Nowhere' },
  })
  const empty = await patch({ version: 0, fields: { title: ' ', shoe: '42' } })
  const nothing = await patch({ version: 0, fields: {} })
  const done = await patch({
    version: 0,
    fields: { email: ' Ines@Example.ORG', phone: '22 12 34 56', country: 'Norway', title: 'CEO' },
  })
  const late = await patch({ version: 0, fields: { title: null } })
  const stranger = await patch(
    { version: 0, fields: { title: null } },
    await api.token('rep', 'anna'),
  )

  const fieldsOf = ({ body }: { body: unknown }) =>
    (body as { errors: { field: string }[] }).errors.map(({ field }) => field)
  const codeOf = ({ body }: { body: unknown }) => (body as { code: string }).code
  assert.deepEqual(fieldsOf(wrong), ['fields.email', 'fields.phone', 'fields.country'])
  assert.deepEqual(fieldsOf(empty).sort(), ['fields.shoe', 'fields.title'])
  assert.deepEqual([nothing.status, fieldsOf(nothing)], [422, ['fields']])
  assert.equal(done.status, 200)
  assert.partialDeepStrictEqual(done.body, {
    fields: { email: 'ines@example.org', phone: '+4722123456', country: 'NO', title: 'CEO' },
    edits: [{}, {}, {}, { kind: 'written' }],
  })
  assert.deepEqual([late.status, codeOf(late)], [409, 'contact-edited'])
  assert.deepEqual([stranger.status, codeOf(stranger)], [404, 'contact-unknown'])
})
