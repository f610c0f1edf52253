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
