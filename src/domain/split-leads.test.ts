import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IdentityKey } from './contact.ts'
import type { LeadId } from './ids.ts'
import { type KeyedLead, splitLeads } from './split-leads.ts'

const email = (value: string): IdentityKey => ({ kind: 'email', value })
const phone: IdentityKey = { kind: 'phone', value: '+4722123456' }
const KARI = email('kari@fjordtech.no')
const OLA = email('ola@fjordtech.no')

const aLead = (id: string, by: string, ...keys: readonly IdentityKey[]): KeyedLead => ({
  id: id as LeadId,
  by,
  keys,
})

function splitOff(leads: readonly KeyedLead[], ...ids: readonly string[]) {
  const { leadIds, keys, shared } = splitLeads(leads, ids as readonly string[] as LeadId[])
  return { goes: [...leadIds].sort(), keys, shared }
}

describe('when leads are taken out of a contact', () => {
  test('their own keys go with them, and a phone that attached them belongs to nobody', () => {
    const leads = [aLead('1', 'new', KARI, phone), aLead('2', 'phone', OLA, phone)]

    assert.deepEqual(splitOff(leads, '2'), { goes: ['2'], keys: [OLA], shared: [phone] })
  })

  test('leads that were attached by these keys since go, too', () => {
    const leads = [
      aLead('1', 'new', KARI, phone),
      aLead('2', 'phone', OLA, phone),
      aLead('3', 'email', OLA),
      aLead('4', 'email', KARI),
    ]

    assert.deepEqual(splitOff(leads, '2').goes, ['2', '3'])
    assert.deepEqual(splitOff(leads, '4'), { goes: ['4'], keys: [], shared: [KARI] })
  })

  test('the one that named the key first takes along whatever the key attached', () => {
    const leads = [aLead('1', 'new', KARI), aLead('2', 'email', KARI), aLead('3', 'match', OLA)]

    assert.deepEqual(splitOff(leads, '1'), { goes: ['1', '2'], keys: [KARI], shared: [] })
  })

  test('what was attached without a key goes with its keys, and none is shared', () => {
    const leads = [aLead('1', 'new', KARI), aLead('2', 'match', OLA), aLead('3', 'none')]

    assert.deepEqual(splitOff(leads, '2'), { goes: ['2'], keys: [OLA], shared: [] })
    assert.deepEqual(splitOff(leads, '3'), { goes: ['3'], keys: [], shared: [] })
  })

  test('of leads of one moment the one that the key attached did not name it first', () => {
    const leads = [aLead('2', 'email', KARI), aLead('1', 'new', KARI)]

    assert.deepEqual(splitOff(leads, '1').goes, ['1', '2'])
    assert.deepEqual(splitOff(leads, '2'), { goes: ['2'], keys: [], shared: [KARI] })
  })
})
