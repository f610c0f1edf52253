import assert from 'node:assert/strict'
import { createECDH, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { runningApi } from '../../test/support/running-api.ts'

function aBrowser(endpoint = 'https://updates.push.services.mozilla.com/wpush/v2/abc') {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url')
  return { endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') } }
}

test('a rep adds, sees and removes browsers of their own, and no others', async () => {
  await using api = await runningApi()
  const [jonas, grace] = [await api.token('rep', 'jonas'), await api.token('rep', 'grace')]
  const path = '/v1/push/subscriptions'
  const listed = async (token: string) => {
    const { body } = await api.call('GET', path, { token })
    return (body as { items: { id: string; service: string }[] }).items
  }

  const added = await api.call('POST', path, { token: jonas, body: aBrowser() })
  await api.call('POST', path, { token: jonas, body: aBrowser() })

  const [browser, ...others] = await listed(jonas)
  assert.equal(added.status, 201)
  assert.deepEqual(others, [], 'the same browser is one')
  assert.equal(browser?.service, 'updates.push.services.mozilla.com')
  assert.deepEqual(await listed(grace), [])
  const remove = (token: string) => api.call('DELETE', `${path}/${browser?.id}`, { token })
  assert.deepEqual([(await remove(grace)).status, (await remove(jonas)).status], [404, 204])
  assert.deepEqual(await listed(jonas), [])
})

test('an endpoint that is no push service is refused, since we would call whatever it names', async () => {
  await using api = await runningApi()
  const token = await api.token('rep', 'jonas')

  for (const endpoint of [
    'https://evil.example/push',
    'http://fcm.googleapis.com/fcm/send/1',
    'https://fcm.googleapis.com.evil.example/1',
    'https://169.254.169.254/latest',
    'https://web.push.apple.com:8443/1',
  ]) {
    const body = aBrowser(endpoint)
    const { status } = await api.call('POST', '/v1/push/subscriptions', { token, body })
    assert.equal(status, 403, endpoint)
  }
})

test('the key stays the same', async () => {
  await using api = await runningApi()
  const ask = async () => (await api.call('GET', '/v1/push/key')).body as { publicKey: string }

  const { publicKey } = await ask()

  assert.deepEqual(await ask(), { publicKey })
  assert.equal(Buffer.from(publicKey, 'base64url').length, 65)
})

test('there are pages to subscribe by and of a lead, with their scripts, and their forms send nothing by themselves', async () => {
  await using api = await runningApi()

  const scripts = readdirSync(new URL('../../pages/', import.meta.url)).map((one) =>
    one === 'worker.js' ? '/push/worker.js' : `/pages/${one}`,
  )

  for (const path of ['/push', '/leads/x', ...scripts]) {
    const { status, headers } = await fetch(`${api.url}${path}`)
    assert.equal(status, 200, path)
    assert.match(headers.get('content-security-policy') ?? '', /form-action 'none'/)
  }
})

const ALERT = {
  ...{
    id: 'n1',
    leadId: 'l1',
    title: 'New lead: Tove',
    lines: [],
    url: 'https://leads.example/l1',
  },
  buttons: { accept: 'Annehmen', decline: 'Ablehnen' },
  notCounted: 'Keine Verbindung.',
  answers: { accept: 'https://leads.example/a/take', decline: 'https://leads.example/a/pass' },
}

type Shown = { readonly title: string; readonly body: string; readonly actions: object[] }

/** The worker in a browser whose product gives that answer. */
function aWorker(answer: () => Promise<unknown>) {
  const listeners = new Map<string, (event: object) => void>()
  const [shown, opened, asked]: [Shown[], string[], string[]] = [[], [], []]
  const self = {
    addEventListener: (name: string, listener: (event: object) => void) =>
      listeners.set(name, listener),
    registration: {
      showNotification: async (title: string, options: Omit<Shown, 'title'>) =>
        shown.push({ title, ...options }),
    },
    clients: { openWindow: async (url: string) => opened.push(url) },
  }
  const fetch = async (url: string) => {
    asked.push(url)
    return { json: await answer().then((said) => async () => said) }
  }
  const text = readFileSync(new URL('../../pages/worker.js', import.meta.url), 'utf8')
  runInNewContext(text, { self, fetch })
  const happen = async (name: string, event: object) => {
    let work: Promise<unknown> | undefined
    listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) })
    await work
  }
  const press = (action: string) =>
    happen('notificationclick', { action, notification: { data: ALERT, close: () => undefined } })
  return { shown, opened, asked, happen, press }
}

test('the worker shows an alert with buttons, and says what an answer came to', async () => {
  const said = 'Zu spät: Jonas hat den Lead.'
  const worker = aWorker(async () => ({ state: 'over', holder: 'Jonas', said }))

  await worker.happen('push', { data: { json: () => ALERT } })
  await worker.press('accept')
  await worker.press('')

  assert.equal(worker.shown[0]?.actions.length, 2)
  assert.equal(worker.shown[1]?.body, said)
  assert.deepEqual(worker.asked, [ALERT.answers.accept])
  assert.deepEqual(worker.opened, [ALERT.url])
})

for (const [what, answer] of [
  ['without a connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['when the product fails', async () => ({ status: 500, code: 'internal-error' })],
] as const) {
  test(`${what} the worker says so in the words of the alert, and keeps the buttons`, async () => {
    const worker = aWorker(answer)

    await worker.press('accept')

    assert.equal(worker.shown[0]?.body, ALERT.notCounted)
    assert.equal(worker.shown[0]?.actions.length, 2)
  })
}
