import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import type { CaptureRequest } from '../source-kind.ts'
import { googleAds } from './google-ads.ts'

const source = aSource({ key: 'google-ads', kind: 'google-ads', fieldMap: { title: ['SERVICE'] } })
const at = new Date('2026-03-02T14:30:00Z')

const request = (given: Partial<CaptureRequest>) =>
  aCaptureRequest({ source, receivedAt: at, ...given })

const column = (column_id: string, string_value: BodyTree, column_name?: string): BodyTree =>
  column_name === undefined ? { column_id, string_value } : { column_id, string_value, column_name }

test('columns, campaign and click become our fields, ids as text', () => {
  const body = {
    lead_id: 'lead-1',
    google_key: 'key',
    api_version: '1.0',
    form_id: '40000123456789012345',
    campaign_id: 991,
    adgroup_id: 20,
    creative_id: 30,
    asset_group_id: 7,
    gcl_id: 'click',
    lead_submit_time: '2026-03-02T14:29:58Z',
    is_test: false,
    user_column_data: [
      column('FIRST_NAME', 'Kim'),
      column('LAST_NAME', 'Hansen'),
      column('PHONE_NUMBER', '+4722123456'),
      column('WORK_PHONE', '+4722999999'),
      column('COMPANY_NAME', 'Hansen AS'),
      column('JOB_TITLE', 'CEO'),
      column('COUNTRY', 'NO'),
      column('CITY', 'Oslo'),
      column('how_many_seats?', '40', 'How many seats?'),
    ],
  }

  assert.deepEqual(googleAds.map(body, source), {
    firstName: 'Kim',
    lastName: 'Hansen',
    phone: '+4722123456',
    company: 'Hansen AS',
    title: 'CEO',
    country: 'NO',
    city: 'Oslo',
    sourceLeadId: 'lead-1',
    formId: '40000123456789012345',
    campaign: { id: '991' },
    adGroup: { id: '20' },
    ad: { id: '30' },
    click: { gclid: 'click' },
    submittedAt: '2026-03-02T14:29:58Z',
    isTest: false,
    answers: [
      { key: 'WORK_PHONE', value: '+4722999999' },
      { key: 'how_many_seats?', label: 'How many seats?', value: '40' },
      { key: 'asset_group_id', value: '7' },
    ],
  })
})

test('the work address wins wherever it stands, and the other stays an answer', () => {
  const user_column_data = [column('EMAIL', 'k@free.example'), column('WORK_EMAIL', 'k@w.example')]

  const { email, answers } = googleAds.map({ user_column_data }, source)

  assert.equal(email, 'k@w.example')
  assert.deepEqual(answers, [{ key: 'EMAIL', value: 'k@free.example' }])
})

test('a full name is split and a question of our own follows the field map', () => {
  const user_column_data = [column('FULL_NAME', 'Kim Hansen'), column('SERVICE', 'Roofing')]

  const form = googleAds.map({ user_column_data }, source)

  assert.deepEqual(
    [form.fullName, form.firstName, form.lastName, form.title],
    ['Kim Hansen', 'Kim', 'Hansen', 'Roofing'],
  )
})

test('a lead without columns, or with strange ones, is a lead all the same', () => {
  assert.deepEqual(googleAds.map({ lead_id: 5, is_test: true }, source), {
    sourceLeadId: '5',
    isTest: true,
  })
  assert.deepEqual(
    googleAds.map({ user_column_data: [null, 'text', { odd: 1 }, column('EMAIL', null)] }, source),
    {
      isTest: false,
      answers: [
        { key: '', value: 'text' },
        { key: 'odd', value: '1' },
      ],
    },
  )
})

test('only the right key is authentic', () => {
  const verdict = (google_key: BodyTree, ...secrets: string[]) =>
    googleAds.verify(request({ body: { google_key }, secrets }))

  assert.equal(verdict('key', 'key'), 'authentic')
  assert.equal(verdict('old', 'key', 'old'), 'authentic')
  assert.equal(verdict(12, '12'), 'authentic')
  assert.equal(verdict('other', 'key'), 'forged')
  assert.equal(verdict('', ''), 'forged')
  assert.equal(verdict(null), 'forged')
  assert.equal(verdict('undefined'), 'forged')
  assert.equal(googleAds.verify(request({ body: [] })), 'forged')
})

test('a lead is known again by its id, a test by when it came, any other by its body', () => {
  const dedupe = (sourceLeadId: string | undefined, isTest: boolean) =>
    googleAds.dedupe({ sourceLeadId, isTest }, request({}), {})

  assert.deepEqual(dedupe('7', false), { dedupeKey: 'id:7' })
  assert.deepEqual(dedupe('7', true), { dedupeKey: 'test:2026-03-02T14:30:00.000Z:id:7' })
  assert.ok(dedupe('7'.repeat(500), false).dedupeKey.length < 100)
  const { dedupeKey, previousDedupeKey = '' } = dedupe(undefined, false)
  assert.match(dedupeKey, /^body:\d+:[0-9a-f]{64}$/)
  assert.equal(Number(dedupeKey.split(':')[1]) - 1, Number(previousDedupeKey.split(':')[1]))
})
