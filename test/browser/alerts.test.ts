import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Worker } from 'playwright-core'
import { postgresInstallationSecrets } from '../../src/adapters/postgres/installation-secrets.ts'
import { answerToken } from '../../src/domain/answer-link.ts'
import type { AssignmentId, RepId } from '../../src/domain/ids.ts'
import { aBrowser } from '../support/a-browser.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct } from '../support/test-product.ts'

const { browser, missing } = await aBrowser()
const product = await startTestProduct({ at: '2026-11-23T09:00:00Z' })
const inBrowser = (name: string, work: () => Promise<void>) =>
  test(name, { skip: missing ?? false }, work)

after(async () => {
  await browser?.close()
  await product[Symbol.asyncDispose]()
})

/** A lead that somebody was offered, and a link by which they take it. */
async function anOffer() {
  const id = await product.submit('web-form', {
    ...{ email: 'kari.nordmann@fjordtech.no', first_name: 'Kari', country: 'NO' },
    message: 'Please call me about a demo',
  })
  const lead = await product.decided(id, 'assigned')
  const secrets = postgresInstallationSecrets(product.db)
  const key = await secrets.secret('answer-links', () => Buffer.alloc(32, 1))
  const token = answerToken(key, {
    ...{ action: 'accept', leadId: id, assignmentId: lead.assignmentId as AssignmentId },
    ...{ repId: lead.repId as RepId, via: 'push' },
    expiresAt: new Date(product.clock().getTime() + 3_600_000),
  })
  return { id, repId: lead.repId as RepId, accept: `${product.url}/a/${token}` }
}

/** The page of alerts in a profile of its own, that may show notifications. */
async function open() {
  assert.ok(browser)
  const context = await browser.newContext()
  await context.grantPermissions(['notifications'], { origin: product.url })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first !== undefined) resolve(first.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  await page.goto(`${product.url}/push`)
  const worker = () => eventually('the worker', async () => context.serviceWorkers()[0])
  return {
    ...{ page, worker },
    push: async (data: object) =>
      cdp.send('ServiceWorker.deliverPushMessage', {
        origin: product.url,
        registrationId: await registered,
        data: JSON.stringify(data),
      }),
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/** What pages and workers run, as text: none of it is there outside a browser. */
const REGISTER = `navigator.serviceWorker.register('/push/worker.js', { scope: '/push' })
  .then(() => navigator.serviceWorker.ready).then(({ scope }) => scope)`
/** This browser has no place for notifications and refuses them all, so the last step of theirs is ours. */
const KEEP_SHOWN = `self.shown = []
  self.registration.showNotification = async (title, options) => self.shown.push({ title, ...options })`
const SHOWN = 'self.shown'
const PRESS_ACCEPT = `(() => {
  const { data } = self.shown.at(-1)
  const notification = { data, close() {} }
  const pressed = { notification, action: 'accept', waitUntil() {} }
  self.dispatchEvent(Object.assign(new Event('notificationclick'), pressed))
})()`

type Shown = {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly actions: readonly { readonly title: string }[]
}

const shownBy = (worker: Worker) => worker.evaluate<readonly Shown[]>(SHOWN)

inBrowser('a push is shown with a button, and the button takes the lead', async () => {
  await using rep = await open()
  const { id, accept } = await anOffer()
  const title = 'New lead: Kari from Fjordtech AS'
  const words = { buttons: { accept: 'Accept', decline: 'Decline', snooze: 'Snooze' } }
  const alert = { id: 'a1', leadId: id, title, lines: [], url: product.url, answers: { accept } }

  assert.equal(await rep.page.evaluate(REGISTER), `${product.url}/push`)
  const worker = await rep.worker()
  await worker.evaluate(KEEP_SHOWN)
  await rep.push({ ...alert, ...words })
  const [first] = await eventually('the notification', async () => {
    const all = await shownBy(worker)
    return all.length > 0 && all
  })
  assert.deepEqual([first?.title, first?.tag], [title, id])
  assert.deepEqual(
    first?.actions.map((one) => one.title),
    ['Accept'],
  )
  await worker.evaluate(PRESS_ACCEPT)

  await eventually('the lead to be taken', async () => (await product.lead(id)).acknowledgedAt)
  const last = await eventually('the word that it is theirs', async () => {
    const all = await shownBy(worker)
    return all.length === 2 && all[1]
  })
  assert.deepEqual([last.body, last.tag, last.actions], ['The lead is yours.', id, []])
})

inBrowser(
  'the page comes to the push service of the browser, and says what is in the way',
  async () => {
    await using rep = await open()
    const token = await product.repToken('jonas')

    await rep.page.fill('[name=token]', 'not a token')
    await rep.page.click('button')
    const said = () => rep.page.textContent('output')
    const first = await eventually('a word', async () => (await said()) || undefined)
    await rep.page.fill('[name=token]', token)
    await rep.page.click('button')
    const second = await eventually('another word', async () => {
      const now = await said()
      return now !== null && now !== '' && now !== first && now
    })

    assert.match(first, /^It did not work: /)
    // There is no push service for this browser; it was asked, with the worker at work.
    assert.match(second, /^It did not work: .*(push service|Registration failed|permission)/i)
  },
)
