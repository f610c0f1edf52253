import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyNames } from '../../test/support/apply-names.ts'
import { stl } from '../../test/support/command-line.ts'
import { type Answer, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { ASSIGNMENT_REASONS } from '../domain/assignment-reason.ts'
import { type ContactId, newId, type PoolId, type RepId } from '../domain/ids.ts'
import type { MatchFinding } from '../domain/matching/match-verdict.ts'
import { UNITS_PER_CREDIT } from '../domain/shares.ts'

type Page = { items: { id: string }[]; nextCursor: string | null }
const pageOf = ({ body }: Answer) => body as Page

test('pages of leads join without a gap or a double, also between equal times', async () => {
  await using api = await runningApi()
  const receivedAt = new Date('2026-03-02T14:30:00.123Z')
  const made: string[] = []
  for (let n = 0; n < 7; n++) made.push(await stored.lead(api.db, { receivedAt }))

  const seen: string[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < 9; page++) {
    const answer = await api.call('GET', `/v1/leads?limit=3${cursor && `&cursor=${cursor}`}`)
    const { items, nextCursor }: Page = pageOf(answer)
    seen.push(...items.map(({ id }) => id))
    cursor = nextCursor
  }

  assert.deepEqual(seen, made.sort().reverse())
})

test('leads are filtered by state, rep and source', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas', { sourceKey: 'google-ads' })
  await stored.assignedLead(api.db, 'grace', { sourceKey: 'google-ads' })
  await stored.lead(api.db, { sourceKey: 'google-ads' })

  const answer = await api.call('GET', '/v1/leads?state=assigned&rep=jonas&source=google-ads')

  assert.deepEqual(
    pageOf(answer).items.map(({ id }) => id),
    [leadId],
  )
  const misspelt = await api.call('GET', '/v1/leads?rep=jons&source=google-ad')
  const { detail } = misspelt.body as { detail: string }
  assert.equal(misspelt.status, 422)
  assert.match(detail, /rep: there is no rep `jons`; did you mean `jonas`\?/)
  assert.match(detail, /source: there is no source `google-ad`; did you mean `google-ads`\?/)
  const canaries = await api.call('GET', '/v1/leads?source=canary')
  assert.equal(canaries.status, 200, 'though there is none')
})

test('a made-up cursor, limit or state is the fault of the caller', async () => {
  await using api = await runningApi()

  for (const query of ['cursor=zzz', 'limit=0', 'limit=1000', 'state=lost']) {
    const { status, contentType } = await api.call('GET', `/v1/leads?${query}`)
    assert.equal(status, 400, query)
    assert.equal(contentType, 'application/problem+json')
  }
})

test('a rep sees the leads they have, and no others by any of the routes', async () => {
  await using api = await runningApi()
  const own = await stored.assignedLead(api.db, 'jonas')
  const other = await stored.assignedLead(api.db, 'grace')
  const token = await api.token('rep', 'jonas')

  const list = await api.call('GET', '/v1/leads?rep=grace', { token })

  assert.deepEqual(
    pageOf(list).items.map(({ id }) => id),
    [own.leadId],
  )
  for (const part of ['', '/journey', '/explanation']) {
    const seen = await api.call('GET', `/v1/leads/${own.leadId}${part}`, { token })
    const hidden = await api.call('GET', `/v1/leads/${other.leadId}${part}`, { token })
    assert.deepEqual([seen.status, hidden.status], [200, 404], part)
  }
})

test('a lead says what brought it, with the names of the attribution document', async () => {
  await using api = await runningApi()
  const spring = { platform: 'google-ads', kind: 'campaign', id: '77', name: 'Spring' } as const
  await applyNames(api, [spring, { ...spring, kind: 'ad', id: '5', name: 'Blue' }])
  const form = { campaign: { id: '77' }, adGroup: { id: '6' }, ad: { id: '5', name: 'Red' } }
  const attributionOf = async (form: object) => {
    const id = await stored.lead(api.db, {}, { form })
    return ((await api.call('GET', `/v1/leads/${id}`)).body as { attribution: object }).attribution
  }

  assert.deepEqual(await attributionOf(form), {
    campaign: { id: '77', name: 'Spring' },
    adGroup: { id: '6' },
    ad: { id: '5', name: 'Red' },
  })
  assert.deepEqual(await attributionOf({}), {})
})

test('a lead comes with its parts, contact, assignments and open dead letters', async () => {
  await using api = await runningApi()
  const contactId = await stored.contact(api.db)
  const { leadId } = await stored.assignedLead(api.db, 'jonas', { contactId })
  const parts = JSON.stringify({ email: 'ines@example.org', fullName: 'Inés 🙂' })
  await api.db
    .updateTable('leadParts')
    .set({ content: parts })
    .where('leadId', '=', leadId)
    .execute()
  await stored.deadLetter(api.db, leadId, { queue: 'follower-notify' })
  await stored.deadLetter(api.db, leadId, { redrivenAt: new Date() })

  const { status, body } = await api.call('GET', `/v1/leads/${leadId}`)

  const file = body as Record<string, unknown> & {
    parts: { form: object }
    contact: { fields: object }
    assignments: { repId: string; status: string }[]
    deadLetters: { queue: string }[]
  }
  assert.equal(status, 200)
  assert.equal(file.id, leadId)
  assert.deepEqual(file.parts.form, JSON.parse(parts))
  assert.deepEqual(file.contact.fields, { email: 'ines@example.org' })
  assert.deepEqual(
    file.assignments.map(({ repId, status: given }) => [repId, given]),
    [['jonas', 'offered']],
  )
  assert.deepEqual(
    file.deadLetters.map(({ queue }) => queue),
    ['follower-notify'],
  )
})

test('a journey counts milliseconds from the moment the lead was received', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas')
  await stored.events(api.db, leadId, [
    [0, 'LeadCaptured', { sourceKey: 'web-form', isTest: false }],
    [12, 'LeadValidated', { notes: [] }],
    [80, 'LeadAssigned', { repId: 'jonas', reason: 'pool-turn', revision: 1 }],
    [300_080, 'AssignmentExpired', { repId: 'jonas', resumeAt: 'route' }],
  ])
  await stored.notification(api.db, leadId, 'jonas', { channel: 'email', state: 'refused' })

  const { body } = await api.call('GET', `/v1/leads/${leadId}/journey`)

  const journey = body as {
    assignedInMs: number
    steps: { type: string; atMs: number; tookMs: number }[]
    alerts: { channel: string; state: string }[]
  }
  assert.equal(journey.assignedInMs, 80)
  assert.deepEqual(
    journey.steps.map(({ type, atMs, tookMs }) => [type, atMs, tookMs]),
    [
      ['LeadCaptured', 0, 0],
      ['LeadValidated', 12, 12],
      ['LeadAssigned', 80, 68],
      ['AssignmentExpired', 300_080, 300_000],
    ],
  )
  assert.deepEqual(
    journey.alerts.map(({ channel, state }) => [channel, state]),
    [['email', 'refused']],
  )
  assert.ok(!JSON.stringify(body).includes('asked for a demo'))
})

test('an explanation says whose the lead is, what said so, and the evidence in bits', async () => {
  await using api = await runningApi()
  const [contactId, other] = [newId(), newId()]
  const match: MatchFinding = {
    verdict: 'review',
    contactId: other as ContactId,
    bits: 4.1,
    fields: [{ field: 'familyName', level: 'same', bits: 8 }],
    priorBits: -14.3,
    compared: 12,
    weights: 3,
  }
  const leadId = await stored.lead(api.db, {}, { form: {}, match })
  const data = JSON.stringify({ contactId, by: 'new', isNew: true })
  const event = { leadId, version: 2, type: 'ContactIdentified', at: new Date(), data } as const
  const before = await api.call('GET', `/v1/leads/${leadId}/explanation`)
  await api.db.insertInto('leadEvents').values(event).execute()

  const { status, body } = await api.call('GET', `/v1/leads/${leadId}/explanation`)

  assert.equal(status, 200)
  assert.equal('person' in (before.body as object), false)
  assert.deepEqual((body as { person: object }).person, { contactId, by: 'new', comparison: match })
})

test('an explanation names score reasons, the rules looked at, and who was owed what', async () => {
  await using api = await runningApi()
  const scoring = {
    total: 30,
    fit: 0,
    interest: 30,
    reasons: [{ id: 'demo', kind: 'interest', points: 30, reason: 'asked for a demo' }],
    unknown: [],
  }
  const trace = { revision: 1, rules: [{ ruleId: 'r', verdict: 'true', saw: { country: null } }] }
  const leadId = await stored.lead(api.db, { tier: 'warm' }, { form: {}, scoring, trace })
  const pool = { poolId: 'emea' as PoolId, repId: 'jonas' as RepId }
  const skipped = JSON.stringify({ amelie: 'away' })
  const entitled = JSON.stringify({ jonas: 1, tobias: 1 })
  const first = JSON.stringify({ jonas: UNITS_PER_CREDIT / 2, tobias: -UNITS_PER_CREDIT / 2 })
  await stored.pick(api.db, await stored.lead(api.db), { ...pool, credits: first })
  await stored.pick(api.db, leadId, { ...pool, sequence: 2, entitled, skipped, credits: '{}' })

  const { status, body } = await api.call('GET', `/v1/leads/${leadId}/explanation`)

  const { score, route, picks } = body as {
    score: { total: number; tier: string; reasons: { reason: string }[] }
    route: { ruleId: string; rules: unknown[] }
    picks: { candidates: Record<string, unknown>[] }[]
  }
  assert.equal(status, 200)
  assert.deepEqual(
    [score.total, score.tier, score.reasons[0]?.reason],
    [30, 'warm', 'asked for a demo'],
  )
  assert.equal(route.ruleId, 'r')
  assert.deepEqual(
    picks[0]?.candidates.map(({ repId, picked, skipped: why, creditBefore, creditAfter }) => [
      repId,
      picked,
      why,
      creditBefore,
      creditAfter,
    ]),
    [
      ['jonas', true, undefined, 0.5, 0],
      ['amelie', false, 'away', 0, 0],
      ['tobias', false, undefined, -0.5, 0],
    ],
  )
})

test('an explanation says why nobody could take a lead that waited, and which turn was refunded', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db, { state: 'waiting' })
  const until = '2026-03-03T07:00:00.000Z'
  await stored.events(api.db, leadId, [
    [5, 'LeadPutOnWaitingList', { until, skipped: { jonas: 'at-cap', amelie: 'time-off' } }],
    [6, 'LeadAssigned', { repId: 'grace', reason: 'manual', by: 'ana', passedOver: OF_EMEA }],
  ])
  await stored.pick(api.db, leadId, {
    ...{ poolId: 'emea' as PoolId, repId: 'jonas' as RepId, kind: 'refund', refundOf: 1 },
    ...{ sequence: 2, seed: null, assignmentId: null, units: UNITS_PER_CREDIT },
    ...{ reason: 'spam', madeBy: 'ana' },
  })

  const { body } = await api.call('GET', `/v1/leads/${leadId}/explanation`)
  const { out } = await stl({ url: api.url, token: api.adminToken }, 'lead', leadId)

  const { waits, creditChanges } = body as {
    waits: { until: string; skipped: { repId: string; reason: string }[] }[]
    creditChanges: Record<string, unknown>[]
  }
  const [change] = creditChanges
  assert.deepEqual(
    waits.map((wait) => [wait.until, wait.skipped.map(({ repId, reason }) => [repId, reason])]),
    [
      [
        until,
        [
          ['jonas', 'at-cap'],
          ['amelie', 'time-off'],
        ],
      ],
    ],
  )
  assert.deepEqual(
    [change?.kind, change?.repId, change?.credits, change?.reason, change?.by],
    ['refund', 'jonas', 1, 'spam', 'ana'],
  )
  assert.match(
    out,
    /Waited from .*, the first comes 2026-03-03 07:00\n {2}Jonas Lindqvist {2}at-cap\n/,
  )
  assert.match(out, /refund in emea: Jonas Lindqvist \+1\.00 \(spam, by ana\)/)
  assert.match(
    out,
    /Given to Grace Okafor: somebody gave it to them \(ana\)\n {2}not Tobias Krämer {2}in emea {2}off-hours\n/,
  )
})

test('a reason for which a rep has a lead comes with its words, and the command line says those', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const assigned = ASSIGNMENT_REASONS.map((reason, at) => {
    return [at, 'LeadAssigned', { repId: 'grace', reason }] as const
  })
  await stored.events(api.db, leadId, assigned)

  const { body } = await api.call('GET', `/v1/leads/${leadId}/explanation`)
  const { out } = await stl({ url: api.url, token: api.adminToken }, 'lead', leadId)

  const lines = out.split('\n')
  const { assignments } = body as { assignments: { reason: string; reasonText: string }[] }
  assert.deepEqual(
    assignments.map(({ reason }) => reason),
    ASSIGNMENT_REASONS,
  )
  for (const { reason, reasonText } of assignments) {
    assert.notEqual(reasonText, reason)
    assert.ok(lines.includes(`Given to Grace Okafor: ${reasonText}`), reason)
  }
})

const OF_EMEA = [{ poolId: 'emea', skipped: { tobias: 'off-hours' } }]
