import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { postgresInstallationSecrets } from '../adapters/postgres/installation-secrets.ts'
import { postgresPresenceBoard } from '../adapters/postgres/presence-board.ts'
import type { LinkAction } from '../domain/alert.ts'
import { answerToken } from '../domain/answer-link.ts'
import type { RepId } from '../domain/ids.ts'
import type { Presence } from '../domain/presence.ts'

const DAY = 24 * 3_600_000

type Offer = Awaited<ReturnType<typeof stored.assignedLead>>

async function linkTo(api: RunningApi, offer: Offer, action: LinkAction, goodForMs = DAY) {
  const secrets = postgresInstallationSecrets(api.db)
  const key = await secrets.secret('answer-links', () => Buffer.alloc(32, 1))
  const expiresAt = new Date(Date.now() + goodForMs)
  const { leadId, assignmentId } = offer
  const repId = 'jonas' as RepId
  return `${api.url}/a/${answerToken(key, { action, leadId, assignmentId, repId, via: 'email', expiresAt })}`
}

const post = (url: string, accept = 'text/html') =>
  fetch(url, { method: 'POST', headers: { accept }, body: new URLSearchParams() })

async function standing(api: RunningApi, { leadId }: Offer) {
  const { body } = await api.call('GET', `/v1/leads/${leadId}`)
  const { state, acknowledgedAt } = body as { state: string; acknowledgedAt?: string }
  return { state, isTaken: acknowledgedAt !== undefined }
}

test('looking at a link changes nothing, however often; its button takes the lead', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const url = await linkTo(api, offer, 'accept')

  for (const method of ['GET', 'HEAD', 'GET']) await fetch(url, { method })
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: false })
  const page = await fetch(url)
  assert.match(await page.text(), /<form method="post"><button autofocus>Accept/)
  const taken = await post(url)

  assert.deepEqual([page.status, taken.status], [200, 200])
  assert.match(await taken.text(), /The lead is yours/)
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: true })
  const { data } = await api.db.selectFrom('leadEvents').select('data').executeTakeFirstOrThrow()
  assert.equal(data.via, 'email')
})

test('pages are in the language of their rep, also when somebody else was faster', async () => {
  const { teams } = exampleCompany().documents
  const reps = teams.reps.map((rep) => ({ ...rep, ...(rep.id === 'jonas' && { locale: 'de-AT' }) }))
  await using api = await runningApi({ documents: { teams: { ...teams, reps } } })
  const offer = await stored.assignedLead(api.db, 'jonas')
  const links = [await linkTo(api, offer, 'call'), await linkTo(api, offer, 'decline')]

  const [asked, declined] = [await fetch(links[0] ?? ''), await post(links[1] ?? '')]
  const broken = await fetch(`${api.url}/a/xyz`)

  const text = await asked.text()
  assert.match(text, /<html lang="de">/)
  assert.match(text, /<h1>Jetzt anrufen\?<\/h1>/)
  assert.match(text, /<button autofocus>Jetzt anrufen<\/button>/)
  assert.match(await declined.text(), /<h1>Weitergegeben<\/h1>/)
  assert.match(await (await post(links[0] ?? '')).text(), /<p>Der Lead /)
  assert.match(await broken.text(), /<html lang="en">/)
})

test('the link that declines says that it is over once the lead was accepted, and changes nothing', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const url = await linkTo(api, offer, 'decline')
  await post(await linkTo(api, offer, 'accept'))

  const [looked, pressed] = [await fetch(url), await post(url)]

  assert.deepEqual([looked.status, pressed.status], [409, 409])
  assert.match(await pressed.text(), /The lead is with Jonas Lindqvist now/)
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: true })
})

test('who was set away comes back by a link, once, and not against what they have said since', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const url = await linkTo(api, offer, 'back')
  const board = postgresPresenceBoard(api.db)
  const repId = 'jonas' as RepId
  const isNow = async () => (await board.all()).get(repId)
  const says = (presence: Presence) => board.change({ repId, presence, by: 'test', at: new Date() })
  const pages: [number, string][] = []
  const seen = async (reply: Response) => {
    pages.push([reply.status, /<h1>(.*)<\/h1>/.exec(await reply.text())?.[1] ?? ''])
  }

  await says('set-away')
  for (const method of ['GET', 'HEAD']) await fetch(url, { method })
  assert.equal(await isNow(), 'set-away')
  await seen(await fetch(url))
  await seen(await post(url))
  assert.equal(await isNow(), 'online')
  await seen(await post(url))
  await says('do-not-disturb')
  await seen(await post(url))

  assert.equal(await isNow(), 'do-not-disturb')
  assert.deepEqual(pages, [
    [200, 'Are you back?'],
    [200, 'You are back'],
    [200, 'You are back'],
    [409, 'You are not set away any more'],
  ])
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: false })
})

test('pressing again is answered like the first time', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const url = await linkTo(api, offer, 'accept')

  const answers = [await post(url), await post(url), await fetch(url)]

  const texts = await Promise.all(answers.map((one) => one.text()))
  for (const text of texts) assert.match(text, /The lead is yours/)
  assert.equal((await api.db.selectFrom('leadEvents').select('type').execute()).length, 1)
})

test('once the lead is with somebody else the link tells who, and to programs in JSON', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const url = await linkTo(api, offer, 'accept')
  await api.db
    .updateTable('leads')
    .set({ repId: 'grace' as RepId })
    .execute()

  const page = await post(url)
  const json = await post(url, 'application/json')

  assert.deepEqual([page.status, json.status], [409, 409])
  const { state, holder, said } = (await json.json()) as Record<string, string>
  assert.equal(state, 'over')
  assert.equal(said, `Too late: ${holder} has the lead.`)
  assert.ok((await page.text()).includes(`The lead is with ${holder} now`))
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: false })
})

test('a link that is too old, or that we never made, answers nothing', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const old = await linkTo(api, offer, 'accept', -1_000)
  const fresh = await linkTo(api, offer, 'accept')

  const statuses = await Promise.all(
    [old, `${fresh}A`, `${api.url}/a/x`].map(async (url) => (await post(url)).status),
  )

  assert.deepEqual(statuses, [410, 404, 404])
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: false })
})

test('the page is not kept, not framed, and passes its address on to nobody', async () => {
  await using api = await runningApi()
  const { headers } = await fetch(`${api.url}/a/x`)

  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
})

test('the link that calls shows no number before it is pressed; then it dials, and the contact is recorded once', async () => {
  await using api = await runningApi()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const findings = JSON.stringify({ phone: '+4790000007', notes: [] })
  await api.db
    .insertInto('leadParts')
    .values({ leadId: offer.leadId, part: 'findings', content: findings })
    .execute()
  const url = await linkTo(api, offer, 'call')

  const looked = await (await fetch(url)).text()
  assert.match(looked, /Call now\?/)
  assert.doesNotMatch(looked, /4790000007/)
  assert.deepEqual(await standing(api, offer), { state: 'assigned', isTaken: false })
  const pages = [await post(url), await post(url)]

  for (const page of pages) {
    const text = await page.text()
    assert.match(text, /<meta http-equiv="refresh" content="0; url=tel:\+4790000007">/)
    assert.match(text, /<a class="button" href="tel:\+4790000007">/)
  }
  const events = await api.db.selectFrom('leadEvents').select(['type', 'data']).execute()
  assert.deepEqual(
    events.map(({ type, data }) => [type, data.how ?? data.via]),
    [
      ['AssignmentAcknowledged', 'first-contact'],
      ['FirstContactMade', 'call'],
    ],
  )
})
