/* The page at /push, by which a rep gets alerts in this browser. Served as it is written. */

import { ask, keepToken, keptToken } from './api.js'
import { problemText, speakAgain, speakTo, words } from './words.js'

const [form, said] = ['form', 'output'].map((name) => document.querySelector(name))
speakAgain()
form.elements.token.value = keptToken() ?? ''

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const token = new FormData(form).get('token').trim()
  said.textContent = await subscribe(token).catch((error) =>
    words().said.failed(problemText(error)),
  )
})

async function subscribe(token) {
  const me = await ask(token, '/v1/me')
  keepToken(token)
  speakTo(me.locale)
  const { publicKey } = await ask(token, '/v1/push/key')
  if (globalThis.Notification === undefined) throw inTheWay('no-notifications')
  if ((await Notification.requestPermission()) !== 'granted') throw inTheWay('not-allowed')
  // Of the page as well as of what lies below it: a page waits for no worker but its own.
  const worker = await navigator.serviceWorker.register('/push/worker.js', { scope: '/push' })
  await navigator.serviceWorker.ready
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON()
  await ask(token, '/v1/push/subscriptions', { endpoint, keys })
  return words().said.subscribed
}

const inTheWay = (code) => Object.assign(new Error(), { code })
