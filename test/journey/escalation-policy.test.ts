import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

const MINUTE = 60_000

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

const anInquiry = {
  email: 'kari.nordmann@fjordtech.no',
  first_name: 'Kari',
  company: 'Fjordtech AS',
  country: 'NO',
  message: 'Please call me about a demo this week',
}

const slaOf = (policy: object, more: object = {}) =>
  SlaDocument.parse({
    ...exampleCompany().documents.sla,
    policies: [{ id: 'all', ...policy }],
    ...more,
  })

const step = (action: string, afterMinutes = 10) => ({ afterMinutes, do: action })

/** A lead that was offered to somebody under these rules. */
async function offered(policy: object, { at = MONDAY, reps = {} }: Scene = {}) {
  const { teams } = exampleCompany().documents
  const changed = teams.reps.map((rep) => ({ ...rep, ...reps[rep.id] }))
  const documents = { sla: slaOf(policy), teams: { ...teams, reps: changed } }
  const product = await startTestProduct({ documents, at })
  const id = await product.submit('web-form', anInquiry)
  const lead = await product.decided(id, 'assigned')
  return { product, id, lead }
}

type Scene = { readonly at?: string; readonly reps?: Record<string, object> }

/** The steps that were taken or skipped, and whom they told. */
async function stepsOf(product: TestProduct, id: LeadId) {
  const { body } = await product.api('GET', `/v1/leads/${id}/journey`)
  const { steps } = body as { steps: { type: string; data: Record<string, unknown> }[] }
  return steps
    .filter(({ type }) => type.startsWith('EscalationStep'))
    .map(({ type, data }) => [type.slice(14), data.action, data.toldRepIds])
}

/** The one whom a step told. */
const toldBy = (taken: readonly unknown[] | undefined): string =>
  String((taken?.[2] as string[] | undefined)?.[0])

/** Turns the clock on, and waits for so many steps. */
async function forwardTo(product: TestProduct, id: LeadId, minutes: number, count: number) {
  await product.forward(minutes * MINUTE)
  return eventually(`${count} steps`, async () => {
    const steps = await stepsOf(product, id)
    return steps.length === count && steps
  })
}

const inboxOf = async (product: TestProduct, repId: string) => {
  const rows = await product.db
    .selectFrom('notifications')
    .select(['title', 'occasion'])
    .where('repId', '=', repId as never)
    .where('state', '=', 'accepted')
    .execute()
  return rows
}

test('no answer: the rep is reminded, the standby and the manager are told, and the lead stays', async () => {
  const steps = [step('remind-rep'), step('tell-standby'), step('tell-manager')]
  const { product, id, lead } = await offered({ steps })
  await using _ = product

  await forwardTo(product, id, 10, 1)
  const [, standby] = await forwardTo(product, id, 10, 2)
  const told = await forwardTo(product, id, 10, 3)
  await forwardTo(product, id, 10, 4)

  const next = toldBy(standby)
  assert.notEqual(next, lead.repId)
  const manager = lead.repId === 'ingvild' || next === 'ingvild' ? 'Skipped' : 'Taken'
  assert.deepEqual([told[2]?.[0], told[2]?.[1]], [manager, 'tell-manager'])
  assert.deepEqual((await stepsOf(product, id))[3], ['Taken', 'tell-default-acceptor', ['marcus']])
  const titles = await eventually('the alert of the standby', async () => {
    const inbox = await inboxOf(product, next)
    return inbox.length > 0 && inbox
  })
  assert.deepEqual(titles, [
    { title: 'You may be next: Kari from Fjordtech AS', occasion: 'standby' },
  ])
  assert.deepEqual((await product.lead(id)).assignmentId, lead.assignmentId)
})

test('a step that finds nobody is skipped at once; one that takes the lead keeps its time', async () => {
  const away = { active: false }
  const reps = { amelie: away, tobias: away, ingvild: away }
  const steps = [step('tell-manager'), step('remind-rep'), step('reassign')]
  const { product, id, lead } = await offered({ steps }, { reps })
  await using _ = product

  const taken = await forwardTo(product, id, 10, 2)
  assert.deepEqual(
    taken.map(([what, action]) => [what, action]),
    [
      ['Skipped', 'tell-manager'],
      ['Taken', 'remind-rep'],
    ],
  )
  assert.equal((await product.lead(id)).repId, lead.repId)
  await product.forward(10 * MINUTE)

  await eventually('another rep', async () => (await product.lead(id)).repId !== lead.repId)
})

test('an answer ends it: nothing further is done, and the standby is told who has the lead', async () => {
  const { product, id, lead } = await offered({ steps: [step('tell-standby'), step('reassign')] })
  await using _ = product
  const [first] = await forwardTo(product, id, 10, 1)
  const standby = toldBy(first)
  const token = await product.repToken(standby)

  await product.api('POST', `/v1/leads/${id}/acknowledge`)
  const late = await product.api('POST', `/v1/leads/${id}/acknowledge`, undefined, token)
  await product.forward(60 * MINUTE)
  await eventually('the timer to have fired', async () => {
    const open = await product.db
      .selectFrom('tasks')
      .select('id')
      .where('follower', '=', 'escalate')
      .where('state', '=', 'open')
      .execute()
    return open.length === 0
  })

  assert.equal(late.status, 409)
  const { code, facts } = late.body as { code: string; facts: { repId: string } }
  assert.deepEqual([code, facts.repId], ['already-taken', lead.repId])
  assert.equal((await stepsOf(product, id)).length, 1)
  assert.equal((await product.lead(id)).repId, lead.repId)
})

test('the rep and the standby accept at once: one has the lead, and the other is told who', async () => {
  const { product, id, lead } = await offered({ steps: [step('tell-standby'), step('reassign')] })
  await using _ = product
  const [first] = await forwardTo(product, id, 10, 1)
  const standby = toldBy(first)
  const tokens = [await product.repToken(lead.repId as string), await product.repToken(standby)]

  const answers = await Promise.all(
    tokens.map((token) => product.api('POST', `/v1/leads/${id}/acknowledge`, undefined, token)),
  )

  const winner = (await product.lead(id)).repId
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  const [refusal] = answers.filter(({ status }) => status === 409)
  assert.ok(refusal)
  const { facts } = refusal.body as { facts: object }
  assert.deepEqual(facts, { repId: winner })
  const accepted = (await product.events(id)).filter((type) => type === 'AssignmentAcknowledged')
  assert.equal(accepted.length, 1)
})

test('a rep asks for time: what would happen comes as much later, and only once', async () => {
  const { product, id, lead } = await offered({ steps: [step('reassign', 10)] })
  await using _ = product
  const token = await product.repToken(lead.repId as string)
  const snooze = (minutes: number) =>
    product.api('POST', `/v1/leads/${id}/snooze`, { minutes }, token)

  const answers = [await snooze(31), await snooze(20), await snooze(5)]
  await product.forward(21 * MINUTE)
  await eventually(
    'the reminder',
    async () => (await inboxOf(product, lead.repId as string)).length === 2,
  )
  const meanwhile = await product.lead(id)
  await product.forward(10 * MINUTE)

  assert.deepEqual(
    answers.map(({ status }) => status),
    [422, 200, 409],
  )
  assert.equal(meanwhile.repId, lead.repId)
  await eventually('another rep', async () => (await product.lead(id)).repId !== lead.repId)
})

test('who lets a lead pass counts as away, and the default acceptor has it at once', async () => {
  const taking = { ...step('default-acceptor'), setAway: true }
  const { product, id, lead } = await offered({ steps: [taking] })
  await using _ = product

  await product.forward(10 * MINUTE)
  await eventually('the default acceptor', async () => (await product.lead(id)).repId === 'marcus')

  const { body } = await product.api('GET', '/v1/reps')
  const { items } = body as { items: { id: string; presence: string }[] }
  assert.equal(items.find(({ id: rep }) => rep === lead.repId)?.presence, 'set-away')
  const ended = (await product.events(id)).filter((type) => type === 'AssignmentExpired')
  assert.equal(ended.length, 1)
})

test('Friday half an hour before the end of work, one working hour: Monday half an hour after it begins', async () => {
  const policy = {
    counted: 'rep-hours',
    acknowledgeWithinMinutes: 60,
    steps: [step('reassign', 60)],
  }
  const { product, id, lead } = await offered(policy, { at: '2026-11-27T14:30:00Z' })
  await using _ = product

  const { body } = await product.api('GET', `/v1/leads/${id}`)
  const { assignments } = body as { assignments: { acknowledgeBy: string; offeredAt: string }[] }
  const [{ acknowledgeBy = '', offeredAt = '' } = {}] = assignments
  const weekendMs =
    new Date('2026-11-30T07:00:00Z').getTime() - new Date('2026-11-27T15:00:00Z').getTime()
  assert.equal(
    new Date(acknowledgeBy).getTime() - new Date(offeredAt).getTime(),
    60 * MINUTE + weekendMs,
  )

  await product.forward(48 * 60 * MINUTE)
  assert.equal((await product.lead(id)).repId, lead.repId)
  await product.forward(17 * 60 * MINUTE)
  await eventually('another rep', async () => (await product.lead(id)).repId !== lead.repId)
})

test('without a policy whoever wants to know is told at half time, and charged only when the lead is theirs', async () => {
  const { sla } = exampleCompany().documents
  const acknowledgeWithinMinutes = { hot: 20, warm: 20, cold: 20 }
  const warned = SlaDocument.parse({
    ...{ ...sla, acknowledgeWithinMinutes },
    warnStandby: { pools: ['emea'] },
  })
  await using product = await startTestProduct({ documents: { sla: warned }, at: MONDAY })
  const id = await product.submit('web-form', anInquiry)
  const { repId } = await product.decided(id, 'assigned')
  const picks = () => product.db.selectFrom('poolLedger').select('repId').execute()

  const [told] = await forwardTo(product, id, 10, 1)
  const standby = toldBy(told)
  assert.deepEqual(told?.slice(0, 2), ['Taken', 'tell-standby'])
  assert.notEqual(standby, repId)
  assert.equal((await picks()).length, 1)

  await product.forward(10 * MINUTE)
  await eventually('the lead to go on', async () => {
    const lead = await product.lead(id)
    return lead.state === 'assigned' && lead.repId !== repId
  })
  assert.equal((await picks()).length, 2)

  const { documents } = await product.worker.configuration.current()
  const others = SlaDocument.parse({ ...warned, warnStandby: { reps: ['wei-ling'] } })
  await product.worker.configuration.apply({ ...documents, sla: others }, 'test')
  const [skipped] = await forwardTo(product, id, 10, 2).then((steps) => steps.slice(1))
  assert.deepEqual(skipped?.slice(0, 2), ['Skipped', 'tell-standby'])
})
