import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { BY_TOKEN, gatewayFor, SIGNED } from '../../../../test/support/gateway-for.ts'
import type { BodyTree } from '../../../domain/body-tree.ts'
import { tiktok } from './tiktok.ts'

const source = aSource({ key: 'tiktok', kind: 'tiktok' })
const leadsIn = (body: BodyTree) =>
  tiktok
    .split(body, aCaptureRequest())
    .filter(({ kind }) => kind === 'lead')
    .map(({ content }) => tiktok.map(content, source))

test('each entry is a lead, with ids that do not fit a number', async () => {
  const { body } = await exampleDelivery('tiktok.json')

  const [first, second] = leadsIn(body)

  assert.deepEqual(first, {
    email: 'diego@fuentes-cafe.example',
    phone: '+34911234567',
    fullName: 'Diego Fuentes',
    firstName: 'Diego',
    lastName: 'Fuentes',
    sourceLeadId: '7340123456789012345',
    formId: '7340000000000000001',
    campaign: { id: '1790000000000000001' },
    adGroup: { id: '1790000000000000002' },
    ad: { id: '1790000000000000003' },
    submittedAt: '2026-03-02T14:29:50.000Z',
    answers: [{ key: 'How many shops?', value: '3' }],
  })
  assert.equal(second?.sourceLeadId, '7340123456789012346')
})

test('other shapes that were told of are read too', () => {
  const meta_data = { lead_id: 5, campaign_id: '7', create_time: '2026-03-02 14:29:50' }
  const lead = { lead_data: { Email: 'a@b.example', shops: '3' }, meta_data }

  for (const body of [{ data: lead }, { leads: [lead] }, { lead }]) {
    assert.deepEqual(leadsIn(body), [
      {
        email: 'a@b.example',
        sourceLeadId: '5',
        campaign: { id: '7' },
        submittedAt: '2026-03-02T14:29:50Z',
        answers: [{ key: 'lead_data.shops', value: '3' }],
      },
    ])
  }
})

test('each lead of a batch has a key of its own, and what is no lead loses none', async () => {
  await using gateway = await gatewayFor({ kind: 'tiktok', ...BY_TOKEN })
  const post = (body: object) =>
    gateway.post('/v1/capture/tiktok/token-of-now', JSON.stringify(body))
  const change = (value: string) => ({ changes: [{ field: 'email', value }] })

  await post({ entry: [{ id: 1, ...change('a@b.example') }, 'odd', change('c@d.example')] })
  await post({ entry: [change('c@d.example'), { id: 1 }, change('e@f.example')] })
  const other = await post({ event: 'authorization.removed', content: '{"reason":1}' })

  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.email),
    ['a@b.example', 'c@d.example', 'e@f.example'],
  )
  assert.equal(other.status, 200)
  assert.equal(gateway.intake.notices.length, 1)
})

test('with a secret and a token, a delivery without signature is proved by the token', async () => {
  await using gateway = await gatewayFor({ kind: 'tiktok', ...SIGNED, ...BY_TOKEN })
  const body = '{"entry":[{"id":1}]}'
  const forged = { 'content-type': 'application/json', 'tiktok-signature': 't=1772461800,s=00' }

  const unsigned = await gateway.post('/v1/capture/tiktok/token-of-now', body)
  const wrong = await gateway.post('/v1/capture/tiktok/token-of-now', body, forged)

  assert.deepEqual([unsigned.status, wrong.status], [200, 401])
})
