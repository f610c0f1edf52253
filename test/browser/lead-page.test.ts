import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { LeadId, RepId } from '../../src/domain/ids.ts'
import { aBrowser } from '../support/a-browser.ts'
import { startTestProduct } from '../support/test-product.ts'

const { browser, missing } = await aBrowser()
const product = await startTestProduct({ at: '2026-11-23T09:00:00Z' })
const inBrowser = (name: string, work: () => Promise<void>) =>
  test(name, { skip: missing ?? false }, work)

after(async () => {
  await browser?.close()
  await product[Symbol.asyncDispose]()
})

/** What anybody may write into a form. */
const HOSTILE = '<img src=x onerror="document.title=1"> call me'

/** Somebody else each time, whom nobody owns. */
const people = ['Kari Nordmann', 'Bo Ek', 'Aud Lie']
async function anOffer() {
  const [first = '', last = ''] = (people.shift() ?? '').split(' ')
  const id = await product.submit('web-form', {
    ...{ email: `${first}@${last}.no`, first_name: first, last_name: last },
    ...{ country: 'NO', phone: `+47 22 12 34 5${people.length}`, message: HOSTILE },
  })
  const { repId } = await product.decided(id, 'assigned')
  return { id, repId: repId as RepId, token: await tokenOf(repId as RepId) }
}

const tokens = new Map<RepId, Promise<string>>()
function tokenOf(repId: RepId): Promise<string> {
  const token = tokens.get(repId) ?? product.repToken(repId)
  tokens.set(repId, token)
  return token
}

/** The page of a lead on the phone of a rep, whose clock is that of the product. */
async function open(id: LeadId | string) {
  assert.ok(browser)
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.clock.setSystemTime(product.clock())
  await page.goto(`${product.url}/leads/${id}`)
  const says = (text: string) =>
    page.locator('#said, #trouble').filter({ hasText: text }).first().waitFor()
  return {
    ...{ context, page, says },
    async signIn(token: string) {
      await page.fill('[name=token]', token)
      await page.click('#sign-in button')
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

inBrowser('a rep signs in once, reads the lead as it was written, takes it and calls', async () => {
  await using rep = await open('')
  const { id, token } = await anOffer()
  await rep.page.goto(`${product.url}/leads/${id}`)

  await rep.signIn('not-a-token')
  await rep.says('This token is unknown or was revoked')
  await rep.signIn(token)
  await rep.page.getByRole('heading', { name: 'Kari Nordmann' }).waitFor()

  assert.equal(await rep.page.textContent('#message'), HOSTILE)
  assert.match((await rep.page.textContent('#due')) ?? '', /^Answer within \d+:\d\d/)
  assert.match((await rep.page.textContent('#events')) ?? '', /Offered to /)
  await rep.page.click('[data-act=accept]')
  await rep.says('The lead is yours.')
  assert.ok((await product.lead(id)).acknowledgedAt)
  assert.equal(await rep.page.isVisible('[data-act=decline]'), false)
  assert.equal(await rep.page.getAttribute('#call', 'href'), 'tel:+4722123452')
  await rep.page.click('#call')
  await rep.says('The first contact is recorded.')
  assert.ok((await product.lead(id)).firstContactAt)

  await rep.page.goto(`${product.url}/push`)
  assert.equal(await rep.page.inputValue('[name=token]'), token)
})

inBrowser('who comes too late is told who has the lead, and sees no more of it', async () => {
  const { id, repId, token } = await anOffer()
  await using rep = await open(id)
  await rep.signIn(token)
  await rep.page.locator('[data-act=accept]').waitFor()

  const { body } = await product.api('GET', '/v1/reps')
  const { items } = body as { items: { id: string; name: string }[] }
  const other = items.find((one) => one.id !== repId)
  assert.ok(other)
  await product.api('POST', `/v1/leads/${id}/reassign`, { repId: other.id })
  await rep.page.click('[data-act=accept]')

  await rep.says(`Too late: ${other.name} has the lead.`)
  assert.doesNotMatch(await rep.page.content(), /Bo Ek|call me/)
  await rep.page.reload()
  await rep.says('This lead is not with you')
})

inBrowser('without a network nothing is lost, and a token that is no more signs out', async () => {
  const { id, repId } = await anOffer()
  await using rep = await open(id)
  const { body } = await product.api('POST', '/v1/tokens', { name: 'lost', role: 'rep', repId })
  await rep.signIn((body as { token: string }).token)
  await rep.page.locator('[data-act=snooze]').waitFor()

  await rep.context.setOffline(true)
  await rep.page.click('[data-act=snooze]')
  await rep.says('There is no connection. Perhaps it was not counted: press again.')
  await rep.says('What you see may be out of date.')
  assert.ok(await rep.page.isVisible('#message'))
  await rep.context.setOffline(false)
  await rep.page.click('[data-act=snooze]')
  await rep.says('You have 10 more minutes.')
  assert.ok((await product.events(id)).includes('AssignmentSnoozed'))

  await product.db.deleteFrom('apiTokens').where('name', '=', 'lost').execute()
  await rep.page.reload()
  await rep.says('Sign in again')
  assert.ok(await rep.page.isVisible('[name=token]'))
})
