import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import type { LeadForm } from '../../src/domain/lead-form.ts'
import { aBrowser } from '../support/a-browser.ts'
import { aSource } from '../support/a-gateway.ts'
import { aSite } from '../support/a-site.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGateway } from '../support/test-product.ts'

const { browser, missing } = await aBrowser()
const site = await aSite()
const product = await startTestGateway(
  {},
  {
    documents: {
      sources: {
        sources: [
          aSource({ honeypotField: 'website_url', redirectOrigins: [site.url] }),
          aSource({
            key: 'guarded',
            captcha: { kind: 'turnstile', secret: 'env:CAPTCHA_OF_NOBODY' },
          }),
          aSource({ key: 'elsewhere', allowedOrigins: ['https://shop.example'] }),
        ],
      },
    },
  },
)
const inBrowser = (name: string, work: () => Promise<void>) =>
  test(name, { skip: missing ?? false }, work)
const ACTION = `${product.url}/v1/capture/web-form`

after(async () => {
  await browser?.close()
  await product[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const snippet = (attributes = '') =>
  `<script src="${product.url}/capture.js" data-source="web-form" ${attributes} defer></script>`

const fields = `
  <input name="email" type="email" required>
  <textarea name="message"></textarea>
  <input name="website_url" hidden>
  <label data-consent-version="7"><input type="checkbox" name="consent_marketing"> You may write to me  about news</label>
  <button>Send</button>`

const form = (attributes = '') =>
  `<form data-stl-form action="${ACTION}" method="post" ${attributes}>${fields}</form>`

before(() => {
  site.pages.set('/', `${snippet()}${form('name="contact"')}`)
  site.pages.set('/pricing', `${snippet()}<h1>Pricing</h1>`)
  site.pages.set('/thanks', '<h1>Welcome</h1>')
})

/** A page in a profile of its own: what one test stores no other sees. */
async function open(path: string, { javaScriptEnabled = true } = {}) {
  assert.ok(browser)
  const context = await browser.newContext({ javaScriptEnabled, locale: 'nb-NO' })
  const page = await context.newPage()
  await page.goto(site.url + path)
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
}

/** One thing a visitor did, as the page tells it. */
type Signal = Readonly<Record<'id' | 'type' | 'at' | 'url' | 'title' | 'label', string>>

/** An address that no other test uses, so that each finds its own leads. */
const anAddress = () => `kim-${crypto.randomUUID()}@hansen.example`

async function fill(page: Page, email: string, message = 'Call me') {
  await page.fill('[name=email]', email)
  await page.fill('[name=message]', message)
}

async function leadsOf(email: string): Promise<LeadForm[]> {
  const rows = await product.db
    .selectFrom('leadParts')
    .select('content')
    .where('part', '=', 'form')
    .execute()
  return rows.map(({ content }) => content as LeadForm).filter((lead) => lead.email === email)
}

const lead = (email: string) =>
  eventually(`a lead of ${email}`, async () => (await leadsOf(email))[0] ?? false)

const thanked = (page: Page) => page.waitForSelector('.stl-note:has-text("Thank you")')

inBrowser('a form is sent with campaign, click, page and behaviour', async () => {
  await using page = await open('/?utm_source=news&utm_campaign=spring&gclid=g1')
  const email = anAddress()

  await fill(page, email)
  await page.click('button')
  await thanked(page)

  const sent = await lead(email)
  assert.equal(sent.message, 'Call me')
  assert.deepEqual(sent.utm, { source: 'news', campaign: 'spring' })
  assert.deepEqual(sent.click, { gclid: 'g1' })
  assert.equal(sent.pageTitle, 'Page /')
  assert.equal(sent.landingUrl, `${site.url}/?utm_source=news&utm_campaign=spring&gclid=g1`)
  assert.equal(sent.locale, 'nb-NO')
  assert.match(sent.sessionId ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(sent.visitorId, undefined)
  assert.equal(sent.behaviour?.pagesViewed, 1)
  assert.ok((sent.behaviour?.timeToFillMs ?? -1) >= 0)
  assert.ok((sent.behaviour?.timeOnPageMs ?? -1) >= (sent.behaviour?.timeToFillMs ?? 0))
  assert.deepEqual(sent.consent, [
    {
      ...{ key: 'marketing', text: 'You may write to me about news', version: '7' },
      ...{ granted: false, at: sent.submittedAt },
    },
  ])
  assert.equal(sent.answers, undefined)
})

inBrowser('a browser that checks a field does so before anything is sent', async () => {
  await using page = await open('/')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.method()))

  await page.fill('[name=email]', 'no address')
  await page.click('button')

  assert.equal(await page.evaluate('document.querySelector("form").checkValidity()'), false)
  assert.ok(!asked.includes('POST'))
})

inBrowser(
  'without consent nothing is stored, also when the person goes on to other pages',
  async () => {
    await using page = await open('/')
    await fill(page, anAddress())
    await page.click('button')
    await thanked(page)
    await page.goto(`${site.url}/pricing`)

    assert.deepEqual(await page.context().cookies(), [])
    assert.equal(await page.evaluate('localStorage.length + sessionStorage.length'), 0)
  },
)

inBrowser(
  'with consent a visitor is known on the next visit, and the landing page on the next page',
  async () => {
    await using page = await open('/pricing?utm_source=advert')
    const email = anAddress()

    await page.evaluate('stl.consent(true)')
    await page.goto(`${site.url}/`)
    await page.evaluate('stl.consent(true)')
    await fill(page, email)
    await page.click('button')
    await thanked(page)

    const sent = await lead(email)
    assert.match(sent.visitorId ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(sent.behaviour?.sessionCount, 1)
    assert.equal(sent.behaviour?.pagesViewed, 2)
    assert.ok(sent.behaviour?.firstSeenAt)
    assert.deepEqual(sent.utm, { source: 'advert' })
    assert.equal(sent.landingUrl, `${site.url}/pricing?utm_source=advert`)
    assert.deepEqual(await page.context().cookies(), [])
  },
)

inBrowser('consent that is taken back leaves nothing behind', async () => {
  await using page = await open('/')
  await page.evaluate('stl.consent(true)')
  assert.equal(await page.evaluate('localStorage.length'), 1)

  await page.reload()
  await page.evaluate('stl.consent(false)')

  assert.equal(await page.evaluate('localStorage.length'), 0)
})

inBrowser('consent that is taken back counts, also where nothing can be stored', async () => {
  await using page = await open('/')
  const email = anAddress()
  await page.evaluate(
    `Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })`,
  )
  await page.evaluate('stl.consent(true)')

  await page.evaluate('stl.consent(false)')
  await fill(page, email)
  await page.click('button')
  await thanked(page)

  assert.equal((await lead(email)).visitorId, undefined)
})

inBrowser('what a machine fills in is sent as such', async () => {
  await using page = await open('/')
  const email = anAddress()

  await fill(page, email)
  await page.evaluate('document.querySelector("[name=website_url]").value = "https://spam.example"')
  await page.click('button')
  await thanked(page)

  assert.equal((await lead(email)).honeypot, 'https://spam.example')
})

inBrowser('a double click makes one lead', async () => {
  await using page = await open('/')
  const email = anAddress()

  await fill(page, email)
  await page.dblclick('button')
  await thanked(page)

  await lead(email)
  assert.equal((await leadsOf(email)).length, 1)
})

inBrowser(
  'what is sent offline arrives once the line is back, once, and nothing is lost meanwhile',
  async () => {
    await using page = await open('/')
    const email = anAddress()
    await fill(page, email)

    await page.context().setOffline(true)
    await page.click('button')
    await page.waitForSelector('.stl-note:has-text("Not sent yet")')
    assert.equal(await page.inputValue('[name=message]'), 'Call me')
    await page.click('button')
    await page.context().setOffline(false)
    await thanked(page)

    await lead(email)
    assert.equal((await leadsOf(email)).length, 1)
  },
)

inBrowser('an answer that is lost on the way makes no second lead', async () => {
  await using page = await open('/')
  const email = anAddress()
  let times = 0
  await page.route(ACTION, async (route) => {
    times += 1
    if (times > 1) return route.continue()
    await route.fetch()
    return route.abort()
  })

  await fill(page, email)
  await page.click('button')
  await thanked(page)

  assert.equal(times, 2)
  assert.equal((await leadsOf(email)).length, 1)
})

inBrowser('a second question within minutes is a second lead', async () => {
  await using page = await open('/')
  const email = anAddress()

  await fill(page, email, 'What does it cost?')
  await page.click('button')
  await thanked(page)
  await page.reload()
  await fill(page, email, 'And for ten of us?')
  await page.click('button')
  await thanked(page)

  const leads = await leadsOf(email)
  assert.deepEqual(leads.map(({ message }) => message).toSorted(), [
    'And for ten of us?',
    'What does it cost?',
  ])
})

inBrowser('with consent an unsent form survives that the page is left', async () => {
  await using page = await open('/')
  const email = anAddress()
  await page.evaluate('stl.consent(true)')
  await page.route('**/v1/capture/**', (route) => route.abort())

  await fill(page, email)
  await page.click('button')
  await page.waitForSelector('.stl-note:has-text("Not sent yet")')
  await page.goto(`${site.url}/thanks`)
  await page.unroute('**/v1/capture/**')
  await page.goto(`${site.url}/pricing`)
  await page.evaluate('stl.consent(true)')

  await lead(email)
  await eventually('the kept form to be gone', async () => {
    return (await page.evaluate('localStorage.length')) === 1
  })
  assert.equal((await leadsOf(email)).length, 1)
})

inBrowser('the next page is one the source lists', async () => {
  site.pages.set('/go', `${snippet()}${form(`data-redirect="${site.url}/thanks"`)}`)
  site.pages.set('/away', `${snippet()}${form('data-redirect="https://evil.example/"')}`)
  await using page = await open('/go')
  await fill(page, anAddress())
  await page.click('button')
  await page.waitForSelector('h1:has-text("Welcome")')

  await page.goto(`${site.url}/away`)
  await fill(page, anAddress())
  await page.click('button')
  await thanked(page)
  assert.equal(page.url(), `${site.url}/away`)
})

inBrowser('without scripts the form is posted by the browser, which is sent on', async () => {
  site.pages.set(
    '/plain',
    `${snippet()}<form data-stl-form action="${ACTION}" method="post">${fields}
      <input type="hidden" name="redirect" value="${site.url}/thanks"></form>`,
  )
  await using page = await open('/plain', { javaScriptEnabled: false })
  const email = anAddress()

  await fill(page, email)
  await page.click('button')
  await page.waitForURL(`${site.url}/thanks`)

  assert.equal((await lead(email)).message, 'Call me')
})

inBrowser(
  'a page whose origin is not listed gets nothing in, and is told that it failed',
  async () => {
    const elsewhere = `${product.url}/v1/capture/elsewhere`
    site.pages.set(
      '/foreign',
      `${snippet()}<form data-stl-form action="${elsewhere}">${fields}</form>`,
    )
    await using page = await open('/foreign')
    const email = anAddress()
    await page.evaluate(
      'window.told = []; document.addEventListener("stl:failed", ({ detail }) => told.push(detail.status))',
    )

    await fill(page, email)
    await page.click('button')
    await page.waitForFunction('told.length > 0')

    assert.deepEqual(await leadsOf(email), [])
  },
)

inBrowser('forms that come later, and pages of one address after another, are seen', async () => {
  await using page = await open('/pricing')
  const email = anAddress()

  const told = page.waitForRequest('**/v1/capture/web-form/signals')
  await page.evaluate('history.pushState({}, "", "/contact?utm_source=late")')
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(form())})`)
  await told
  await fill(page, email)
  await page.click('button')
  await thanked(page)

  const sent = await lead(email)
  assert.equal(sent.pageUrl, `${site.url}/contact?utm_source=late`)
  assert.equal(sent.landingUrl, `${site.url}/pricing`)
  assert.equal(sent.behaviour?.pagesViewed, 2)
})

inBrowser(
  'looking around is told in batches, without a visitor until there is consent',
  async () => {
    await using page = await open('/thanks')
    const told: Request[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/capture/web-form/signals')) told.push(request)
    })
    const signalsOf = (request: Request): Signal[] => request.postDataJSON().signals

    await page.goto(`${site.url}/`)
    await page.focus('[name=email]')
    const [seen, started] = await eventually('the page and the form to be told', async () => {
      const all = told.flatMap(signalsOf)
      return all.length === 2 && all
    })
    const before = told.splice(0)
    await page.evaluate(
      'stl.consent(true); stl.track("download", { label: "Prices" }); stl.track("download", { label: "Map" })',
    )
    const [after] = await eventually('the downloads', async () => told.length > 0 && told)

    assert.deepEqual([seen?.type, seen?.url, seen?.title], ['page-view', `${site.url}/`, 'Page /'])
    assert.deepEqual([started?.type, started?.label], ['form-start', 'contact'])
    assert.match(started?.id ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(Date.parse(started?.at ?? '') > 0)
    for (const request of before) {
      assert.match(request.headers()['content-type'] ?? '', /^text\/plain/)
      assert.equal(request.postDataJSON().visitorId, undefined)
    }
    assert.match(after?.postDataJSON().visitorId, /^[0-9a-f-]{36}$/)
    assert.deepEqual(after && signalsOf(after).map(({ label }) => label), ['Prices', 'Map'])
  },
)

inBrowser('the page can speak for itself', async () => {
  await using page = await open('/')
  await page.evaluate(
    'document.addEventListener("stl:accepted", (event) => { event.preventDefault(); document.title = event.detail.leadId })',
  )

  await fill(page, anAddress())
  await page.click('button')
  await page.waitForFunction('document.title.length === 36')

  assert.equal(await page.locator('.stl-note').count(), 0)
  assert.equal(await page.isVisible('form'), true)
})

inBrowser(
  'a form that posts elsewhere goes there, and we get a copy without its password',
  async () => {
    site.pages.set(
      '/theirs',
      `${snippet()}<form data-stl-form action="/thanks"><input name="email"><input type="password" name="pin"><button>Send</button></form>`,
    )
    await using page = await open('/theirs')
    const email = anAddress()

    await page.fill('[name=email]', email)
    await page.fill('[name=pin]', '1234')
    await page.click('button')
    await page.waitForSelector('h1:has-text("Welcome")')

    assert.equal((await lead(email)).answers, undefined)
  },
)

inBrowser('a page whose own parts are broken is left as it is', async () => {
  site.pages.set(
    '/hostile',
    `<script>Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })</script>${snippet()}${form()}`,
  )
  await using page = await open('/hostile')
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  const email = anAddress()

  await page.evaluate('stl.consent(true)')
  await fill(page, email)
  await page.click('button')
  await thanked(page)

  await lead(email)
  assert.deepEqual(errors, [])
})

inBrowser('the token of a captcha travels with its form, and is no answer', async () => {
  const action = `${product.url}/v1/capture/guarded`
  site.pages.set(
    '/captcha',
    `${snippet()}<form data-stl-form action="${action}" method="post">${fields}<div id="widget"></div></form>`,
  )
  await using page = await open('/captcha')
  const email = anAddress()

  await fill(page, email)
  await page.evaluate(
    `document.querySelector('#widget').innerHTML = '<input type="hidden" name="cf-turnstile-response" value="a-token">'`,
  )
  const sent = page.waitForRequest(action)
  await page.click('button')
  assert.match((await sent).postData() ?? '', /cf-turnstile-response.{1,6}a-token/s)
  await thanked(page)

  assert.equal((await lead(email)).answers, undefined)
})
