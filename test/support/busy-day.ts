import assert from 'node:assert/strict'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from './eventually.ts'
import { sendChat } from './signed-chat.ts'
import { startTestProduct, type TestProduct } from './test-product.ts'

/** A Saturday night, on which some leads are taken and others wait. */
const SATURDAY = '2026-11-21T23:00:00Z'

const WRITER = {
  email: 'zyphanelle@quorvex.example',
  first_name: 'Zyphanelle',
  last_name: 'Ombersley',
  company: 'Quorvex Holding',
  phone: '+47 22 99 88 77',
  country: 'NO',
  message: 'A demo of the xylotheque, please',
}

const AGREED = { key: 'xylotheque', granted: true, address: '203.0.113.77' }
/** Somebody else behind the same phone. */
const COLLEAGUE = { ...WRITER, first_name: 'Ola', last_name: 'Quorvexen' }

const VISIT = {
  visitorId: '0b7d9d6e-9f0c-4d0e-8a3f-6f1f7a3c2b10',
  sessionId: '5f2b7c1a-3c44-4f4e-9d55-1b8a0c9e7d21',
  signals: [
    {
      id: '3c9e2f64-7a1b-4c8d-9e0f-2a4b6c8d0e1f',
      type: 'page-view',
      at: SATURDAY,
      url: 'https://www.acme.example/thanks?email=zyphanelle@quorvex.example',
      title: 'Welcome, Zyphanelle',
    },
  ],
}

/** Parts of what the people of the busy day wrote, which are found nowhere else. */
export const PERSONAL = [
  'zyphanelle',
  'quorvex',
  'ombersley',
  '22998877',
  '22 99 88 77',
  'xylotheque',
  '203.0.113.77',
]

/** The addresses by which the people of the busy day are known. */
export const WRITERS = [
  WRITER.email,
  'front-desk@quorvex.example',
  'zyphanelle@mailinator.com',
  'reader@quorvex.example',
  'api@quorvex.example',
  'z@quorvex.no',
  'chat@quorvex.example',
  'late@quorvex.example',
]

/** The address of somebody who turns out to be one of the others. */
const JOINED = 'joined@quorvex.example'

/** A product in which leads have come to every end, and people have acted on them. */
export async function busyDay(): Promise<TestProduct> {
  await using untilItFails = new AsyncDisposableStack()
  const product = untilItFails.use(await startTestProduct({ at: SATURDAY }))
  const ofVisitor = { ...WRITER, visitor_id: VISIT.visitorId }
  const kept = await product.submit('web-form', ofVisitor)
  await product.decided(kept, 'assigned')
  await actOn(kept, product)
  await product.submit('web-form', {
    ...{ ...WRITER, message: 'The xylotheque again' },
    ...{ visitor_id: VISIT.visitorId, session_id: VISIT.sessionId },
  })
  await product.submit('web-form', { ...COLLEAGUE, email: 'front-desk@quorvex.example' })
  await product.submit('web-form', { ...WRITER, website_url: 'https://quorvex.example' })
  await product.submit('web-form', { ...WRITER, email: 'zyphanelle@mailinator.com' })
  await product.api('POST', '/v1/capture/web-form/signals', VISIT)
  await product.submit('content-download', { email: 'reader@quorvex.example', phone: '12' })
  const told = { email: 'api@quorvex.example', fullName: 'Zyphanelle', consent: [AGREED] }
  await product.api('POST', '/v1/leads', told)
  const passedOn = await product.submit('web-form', {
    ...{ ...WRITER, first_name: 'Quorvina', last_name: 'Berg' },
    ...{ email: 'z@quorvex.no', phone: '' },
  })
  await product.decided(passedOn, 'assigned')
  await product.api('POST', `/v1/leads/${passedOn}/decline`)
  await chatWith(product)
  await product.submit('web-form', { ...WRITER, email: JOINED, phone: '' })
  await settled(product)
  await joinAndSplit(product)
  await settled(product)
  untilItFails.move()
  return product
}

/** One contact becomes another's redirect, and one that was comes back. */
async function joinAndSplit(product: TestProduct): Promise<void> {
  await join(product, 'api@quorvex.example', JOINED)
  const joinId = await join(product, 'reader@quorvex.example', 'z@quorvex.no')
  const reader = await contactOf(product, 'reader@quorvex.example')
  const { status } = await product.api('POST', `/v1/contacts/${reader}/split`, { joinId })
  assert.equal(status, 200)
}

async function join(product: TestProduct, one: string, other: string): Promise<string> {
  const path = `/v1/contacts/${await contactOf(product, one)}/join`
  const { status, body } = await product.api('POST', path, {
    with: await contactOf(product, other),
  })
  assert.equal(status, 200, JSON.stringify(body))
  return (body as { joinId: string }).joinId
}

async function contactOf({ db }: TestProduct, email: string): Promise<string> {
  const { contactId } = await db
    .selectFrom('identities')
    .select('contactId')
    .where('value', '=', email)
    .executeTakeFirstOrThrow()
  return contactId ?? assert.fail(`${email} is nobody's`)
}

async function actOn(id: LeadId, { api }: TestProduct): Promise<void> {
  await api('POST', `/v1/leads/${id}/acknowledge`)
  await api('POST', `/v1/leads/${id}/first-contact`, { how: 'call' })
  await api('POST', `/v1/leads/${id}/outcome`, { outcome: 'meeting' })
}

/**
 * A visitor who says who they are, one who does so only when their lead is decided, and one who then
 * gives the address of somebody else.
 */
async function chatWith(product: TestProduct): Promise<void> {
  await say(product, 'known', 'Hello', {})
  await say(product, 'known', 'Tell me of the xylotheque: chat@quorvex.example', {
    visitor: { name: 'Zyphanelle Ombersley', company: 'Quorvex Holding' },
    qualification: { seats: 'forty at Quorvex' },
  })
  await sayLate(product, 'late', 'late@quorvex.example')
  await sayLate(product, 'claims', WRITER.email)
}

async function sayLate(product: TestProduct, chat: string, address: string): Promise<void> {
  await say(product, chat, 'Is the xylotheque open?', { status: 'handoff' })
  const { leadId } = await product.db
    .selectFrom('conversations')
    .select('leadId')
    .where('conversationKey', '=', `id:${chat}`)
    .executeTakeFirstOrThrow()
  await product.decided(leadId ?? assert.fail())
  await say(product, chat, `I am ${address}`, { visitor: { company: 'Quorvex' } })
}

async function say(
  product: TestProduct,
  chat: string,
  text: string,
  more: Record<string, unknown>,
): Promise<void> {
  const messages = [{ id: text, at: product.clock().toISOString(), role: 'visitor', text }]
  await sendChat(product, { conversation_id: chat, status: 'open', messages, ...more })
}

function settled({ db }: TestProduct): Promise<true> {
  return eventually('everything to be settled', async () => {
    const leads = await db.selectFrom('leads').select('state').execute()
    const open = db.selectFrom('tasks').select('id').where('state', '=', 'open')
    const due = await open.where('dueAt', 'is', null).execute()
    return leads.every(({ state }) => state !== 'travelling') && due.length === 0
  })
}
