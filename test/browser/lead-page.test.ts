import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import type { LeadId, RepId } from '../../src/domain/ids.ts'
import { aBrowser } from '../support/a-browser.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct } from '../support/test-product.ts'

const { browser, missing } = await aBrowser()
const sla = SlaDocument.parse({
  ...exampleCompany().documents.sla,
  policies: [{ id: 'all', steps: [{ afterMinutes: 10, do: 'tell-standby' }] }],
})
const product = await startTestProduct({ documents: { sla }, at: '2026-11-23T09:00:00Z' })
const inBrowser = (name: string, work: () => Promise<void>) =>
  test(name, { skip: missing ?? false }, work)

after(async () => {
  await browser?.close()
  await product[Symbol.asyncDispose]()
})

/** What anybody may write into a form. */
const HOSTILE = '<img src=x onerror="document.title=1"> call me'

/** Somebody else each time, whom nobody owns. */
const people = ['Kari Nordmann', 'Bo Ek', 'Aud Lie', 'Liv Moe']
async function anOffer() {
  const fullName = people.shift() ?? ''
  const { body } = await product.api('POST', '/v1/leads', {
    ...{ fullName, email: `${fullName.replace(' ', '@')}.no`, company: 'Nord AS', title: 'CEO' },
    ...{ country: 'NO', phone: `+47 22 12 34 5${people.length - 1}`, message: HOSTILE },
    answers: [{ key: 'size', label: 'How many are you?', value: HOSTILE }],
    transcript: [{ role: 'visitor', text: HOSTILE }],
  })
  const { leadId: id } = body as { leadId: LeadId }
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
async function open(id: LeadId | string, locale = 'en-GB') {
  assert.ok(browser)
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale })
  context.setDefaultTimeout(60_000)
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

inBrowser(
  'a rep signs in once, reads the lead as it was written, takes it and calls, until it is erased',
  async () => {
    await using rep = await open('')
    const { id, token } = await anOffer()
    await rep.page.goto(`${product.url}/leads/${id}`)

    await rep.signIn('not-a-token')
    await rep.says('This token is unknown or was revoked')
    await rep.signIn(token)
    await rep.page.getByRole('heading', { name: 'Kari Nordmann' }).waitFor()

    assert.equal(await rep.page.textContent('#who'), 'CEO · Nord AS · NO')
    assert.equal(await rep.page.textContent('#message'), HOSTILE)
    assert.equal(await rep.page.textContent('#chat'), `visitor: ${HOSTILE}`)
    assert.ok((await rep.page.textContent('#facts'))?.includes(`How many are you?${HOSTILE}`))
    assert.match((await rep.page.textContent('#due')) ?? '', /^Answer within \d+:\d\d/)
    assert.match((await rep.page.textContent('#events')) ?? '', /Offered to /)
    const { body } = await product.api('GET', `/v1/leads/${id}/explanation`)
    const [given] = (body as { assignments: { name: string; reasonText: string }[] }).assignments
    assert.ok(given?.reasonText.includes(' '))
    assert.equal(await rep.page.textContent('#why li'), `${given?.name}: ${given?.reasonText}`)
    await rep.page.click('[data-act=accept]')
    await rep.says('The lead is yours.')
    assert.ok((await product.lead(id)).acknowledgedAt)
    assert.equal(await rep.page.isVisible('[data-act=decline]'), false)
    assert.equal(await rep.page.getAttribute('#call', 'href'), 'tel:+4722123452')
    await rep.page.click('#call')
    await rep.says('The first contact is recorded.')
    assert.ok((await product.lead(id)).firstContactAt)

    await product.api('POST', '/v1/privacy/erase', { email: 'Kari@Nordmann.no' })
    await rep.page.reload()
    await rep.page.locator('#standing').filter({ hasText: 'Erased' }).waitFor()
    assert.equal(await rep.page.isVisible('#contacted'), false)

    await rep.page.goto(`${product.url}/push`)
    assert.equal(await rep.page.inputValue('[name=token]'), token)
  },
)

inBrowser(
  'whoever was told may take the lead; its rep is told by whom, and sees no more of it',
  async () => {
    const { id, token } = await anOffer()
    await using rep = await open(id)
    await rep.signIn(token)
    await rep.page.locator('[data-act=decline]').waitFor()
    await product.forward(10 * 60_000)
    const standbyId = await eventually('the standby to be told', async () => {
      const { escalation } = await product.lead(id)
      return escalation.toldRepIds[0]
    })

    await using standby = await open(id)
    await standby.signIn(await tokenOf(standbyId))
    await standby.page.locator('[data-act=accept]').waitFor()
    for (const act of ['[data-act=decline]', '[data-act=snooze]', '#contacted', '#call']) {
      assert.equal(await standby.page.isVisible(act), false, act)
    }
    await standby.page.click('[data-act=accept]')
    await standby.says('The lead is yours.')
    await rep.page.click('[data-act=accept]')

    const { name } = exampleCompany().documents.teams.reps.find((one) => one.id === standbyId) ?? {}
    await rep.says(`Too late: ${name} has the lead.`)
    assert.doesNotMatch(await rep.page.content(), /Bo Ek|call me/)
    await rep.page.reload()
    await rep.says('This lead is not with you')
  },
)

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

inBrowser(
  'whose token it is and who the reps are is asked once, and again for a new name',
  async () => {
    const { id } = await anOffer()
    const { body } = await product.api('POST', '/v1/tokens', { name: 'lead', role: 'manager' })
    await using rep = await open(id)
    const asked: string[] = []
    rep.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const timesAsked = (path: string) => asked.filter((one) => one === path).length
    await rep.signIn((body as { token: string }).token)
    await rep.page.locator('[data-act=snooze]').waitFor()

    await rep.page.click('[data-act=snooze]')
    await rep.says('You have 10 more minutes.')
    await rep.page.click('[data-act=accept]')
    await rep.says('The lead is yours.')
    assert.deepEqual(['/v1/me', '/v1/reps', `/v1/leads/${id}/journey`].map(timesAsked), [1, 1, 3])

    const { teams } = exampleCompany().documents
    const [someone] = teams.reps
    assert.ok(someone)
    const reps = [...teams.reps, { ...someone, id: 'nina' as RepId, name: 'Nina Neu' }]
    const { documents } = exampleCompany({ sla, teams: { ...teams, reps } })
    await product.worker.configuration.apply(documents, 'test')
    await product.api('POST', `/v1/leads/${id}/reassign`, { repId: 'nina' })
    await rep.page.evaluate('dispatchEvent(new Event("online"))')
    await rep.page.locator('#standing', { hasText: 'Offered to Nina Neu' }).waitFor()
    assert.deepEqual(['/v1/me', '/v1/reps'].map(timesAsked), [1, 2])
  },
)

inBrowser(
  'the page speaks as the browser does until it knows who reads, then as the rep reads, here and on /push',
  async () => {
    const { teams } = exampleCompany().documents
    const reps = teams.reps.map((one) => (one.id === 'tobias' ? { ...one, locale: 'de-AT' } : one))
    const { documents } = exampleCompany({ sla, teams: { ...teams, reps } })
    await product.worker.configuration.apply(documents, 'test')
    const { body } = await product.api('POST', '/v1/leads', {
      ...{ fullName: 'Resi Huber', email: 'resi@huber.at', company: 'Huber GmbH', country: 'AT' },
      ...{ phone: '+43 1 234567', message: 'Bitte rufen Sie mich an' },
    })
    const { leadId: id } = body as { leadId: LeadId }
    assert.equal((await product.decided(id, 'assigned')).repId, 'tobias')

    await using french = await open(id, 'fr-FR')
    await french.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await using viennese = await open(id, 'de-AT')
    await viennese.page.getByRole('button', { name: 'Anmelden' }).waitFor()
    await viennese.signIn('kein Token')
    await viennese.says('Melden Sie sich neu an. Das ist kein Token.')

    await using rep = await open(id)
    await rep.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await rep.signIn(await tokenOf('tobias' as RepId))
    await rep.page.getByRole('heading', { name: 'Resi Huber' }).waitFor()
    assert.equal(await rep.page.getAttribute('html', 'lang'), 'de')
    assert.equal(await rep.page.textContent('#standing'), 'Angeboten: Ihnen')
    assert.match((await rep.page.textContent('#due')) ?? '', /^Antwort in \d+:\d\d/)
    assert.match((await rep.page.textContent('#facts')) ?? '', /\d+,\d s später/)
    assert.match((await rep.page.textContent('#events')) ?? '', /Angeboten: Tobias/)
    await rep.page.getByRole('button', { name: 'Annehmen' }).click()
    await rep.says('Der Lead gehört Ihnen.')
    await rep.page.getByRole('button', { name: 'Abmelden' }).click()
    await rep.says('Abgemeldet.')

    await rep.page.goto(`${product.url}/push`)
    await rep.page.getByRole('button', { name: 'Hier Meldungen bekommen' }).waitFor()
    assert.equal(await rep.page.title(), 'Meldungen in diesem Browser')
  },
)
