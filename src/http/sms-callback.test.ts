import assert from 'node:assert/strict'
import { test } from 'node:test'
import { twilioCallback, typedReply } from '../../sandbox/twilio-callback.ts'
import { SANDBOX_TWILIO } from '../../sandbox/twilio-sandbox.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { postgresOptOuts } from '../adapters/postgres/opt-outs.ts'
import { newId } from '../domain/ids.ts'
import { offerCode } from '../domain/offer-code.ts'

const JONAS = '+4790000002'
/** As Twilio knows the address: the public one, which is not that of the test's server. */
const CALLBACK = 'http://127.0.0.1:8080/v1/channels/sms/callback'

/** The API of a company whose rep Jonas has a phone, written as people write it. */
async function withSms(locale?: string) {
  const { teams } = exampleCompany().documents
  const reps = teams.reps.map((rep) =>
    rep.id === 'jonas' ? { ...rep, phone: '+47 90 00 00 02' } : rep,
  )
  const { accountSid, authToken, from } = SANDBOX_TWILIO
  const sms = { accountSid, authToken: `demo:${authToken}`, from }
  const people = { ...teams, reps, ...(locale && { locale }) }
  return runningApi({ documents: { teams: people, channels: { sms } } })
}

async function tell(api: RunningApi, fields: Record<string, string>, query = '') {
  const request = twilioCallback(`${CALLBACK}${query}`, fields)
  const response = await fetch(`${api.url}/v1/channels/sms/callback${query}`, request)
  const words = /<Message>(.*)<\/Message>/.exec(await response.text())?.[1]
  return { status: response.status, words }
}

let nth = 0
const type = (api: RunningApi, text: string, from = JONAS) => {
  nth += 1
  return tell(api, typedReply(from, text, `SM${nth}`))
}

const events = async (api: RunningApi) =>
  (await api.db.selectFrom('leadEvents').select('type').execute()).map((one) => one.type)

test('1 takes the only open lead, and the rep is told', async () => {
  await using api = await withSms()
  await stored.assignedLead(api.db, 'jonas')

  const { status, words } = await type(api, '1')

  assert.deepEqual([status, words], [200, 'The lead is yours.'])
  assert.deepEqual(await events(api), ['AssignmentAcknowledged'])
  assert.equal((await type(api, '1')).words, 'No lead waits for your answer.')
})

test('2 passes it on, once, however often Twilio tells of it', async () => {
  await using api = await withSms()
  await stored.assignedLead(api.db, 'jonas')
  const reply = typedReply(JONAS, '2', 'SM-same')

  const answers = [await tell(api, reply), await tell(api, reply)]

  assert.deepEqual(answers, [
    { status: 200, words: 'Passed on to the next rep.' },
    { status: 200, words: undefined },
  ])
  assert.deepEqual(await events(api), ['AssignmentDeclined'])
})

test('with several open offers the rep is asked which, and their code says it', async () => {
  await using api = await withSms()
  const first = await stored.assignedLead(api.db, 'jonas')
  const second = await stored.assignedLead(api.db, 'jonas')
  const codes = [first, second].map(({ assignmentId }) => offerCode(assignmentId))

  const { words = '' } = await type(api, '1')
  for (const code of codes) assert.ok(words.includes(`1 ${code}`), words)
  assert.deepEqual(await events(api), [])
  await type(api, `1 ${codes[0]?.toLowerCase()}`)

  const taken = await api.db.selectFrom('leadEvents').select('leadId').execute()
  assert.deepEqual(taken, [{ leadId: first.leadId }])
})

test('a rep is answered in the language of the company', async () => {
  await using api = await withSms('de')
  await stored.assignedLead(api.db, 'jonas')
  const second = await stored.assignedLead(api.db, 'jonas')

  assert.match(
    (await type(api, '1')).words ?? '',
    /^Mehrere Leads warten .*: 1 \w{4} oder 1 \w{4}$/,
  )
  const { words } = await type(api, `1 ${offerCode(second.assignmentId)}`)
  assert.equal(words, 'Der Lead gehört Ihnen.')
})

test('a number of nobody, and a forged request, change nothing', async () => {
  await using api = await withSms()
  await stored.assignedLead(api.db, 'jonas')
  const forged = twilioCallback(CALLBACK, typedReply(JONAS, '1', 'SM0'), 'guessed')

  const stranger = await type(api, '1', '+4799999999')
  const { status } = await fetch(`${api.url}/v1/channels/sms/callback`, forged)

  assert.equal(stranger.words, 'You are not among the reps here, so this was not counted.')
  assert.equal(status, 401)
  assert.deepEqual(await events(api), [])
})

test('STOP is kept until START', async () => {
  await using api = await withSms()
  const optOuts = postgresOptOuts(api.db)

  await type(api, 'Stop')
  assert.ok(await optOuts.since('sms', JONAS))
  await type(api, 'start')

  assert.equal(await optOuts.since('sms', JONAS), undefined)
})

test('what was not delivered is recorded with the lead, once; what was, beside the alert', async () => {
  await using api = await withSms()
  const { leadId, assignmentId } = await stored.assignedLead(api.db, 'jonas')
  const ids = [newId(), newId()]
  const [lost = '', arrived = ''] = ids
  const alert = { leadId, assignmentId, repId: 'jonas' as never, title: '', lines: '[]' }
  const sent = { channel: 'sms', state: 'accepted', ...alert } as const
  await api.db
    .insertInto('notifications')
    .values({ ...sent, id: lost })
    .execute()
  const other = (await stored.assignedLead(api.db, 'jonas')).assignmentId
  const second = { ...sent, assignmentId: other, id: arrived }
  await api.db.insertInto('notifications').values(second).execute()
  const report = (id: string, MessageStatus: string) =>
    tell(api, { MessageSid: 'SM1', MessageStatus }, `?alert=${id}`)

  for (const status of ['sent', 'undelivered', 'failed', 'sent']) await report(lost, status)
  for (const status of ['delivered', 'sent', 'failed']) await report(arrived, status)
  const unknown = await report(newId(), 'delivered')

  assert.equal(unknown.status, 200)
  assert.deepEqual(await events(api), ['NotificationFailed'])
  const rows = await api.db.selectFrom('notifications').selectAll().orderBy('id').execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  assert.deepEqual([byId.get(lost)?.state, byId.get(lost)?.failure], ['refused', 'sms-undelivered'])
  assert.equal(byId.get(arrived)?.state, 'accepted')
  assert.ok(byId.get(arrived)?.deliveredAt)
})
