/* The page at /push, by which a rep gets alerts in this browser. Served as it is written. */

import { ask, keepToken, keptToken } from './api.js'

const [form, said] = ['form', 'output'].map((name) => document.querySelector(name))
form.elements.token.value = keptToken() ?? ''

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const token = new FormData(form).get('token').trim()
  said.textContent = await subscribe(token).catch((error) => `It did not work: ${error.message}`)
})

async function subscribe(token) {
  const { publicKey } = await ask(token, '/v1/push/key')
  keepToken(token)
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('notifications of this page are not allowed in the browser')
  }
  // Of the page as well as of what lies below it: a page waits for no worker but its own.
  const worker = await navigator.serviceWorker.register('/push/worker.js', { scope: '/push' })
  await navigator.serviceWorker.ready
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON()
  await ask(token, '/v1/push/subscriptions', { endpoint, keys })
  return 'Alerts come to this browser from now on.'
}
