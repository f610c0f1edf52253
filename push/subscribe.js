/* The page at /push, by which a rep gets alerts in this browser. Served as it is written. */

const [form, said] = ['form', 'output'].map((name) => document.querySelector(name))

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const token = new FormData(form).get('token').trim()
  said.textContent = await subscribe(token).catch((error) => `It did not work: ${error.message}`)
})

async function subscribe(token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { publicKey } = await answered(await fetch('/v1/push/key', { headers }))
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('notifications of this page are not allowed in the browser')
  }
  // Of the page as well as of what lies below it: a page waits for no worker but its own.
  const worker = await navigator.serviceWorker.register('/push/worker.js', { scope: '/push' })
  await navigator.serviceWorker.ready
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON()
  const body = JSON.stringify({ endpoint, keys })
  await answered(await fetch('/v1/push/subscriptions', { method: 'POST', headers, body }))
  return 'Alerts come to this browser from now on.'
}

async function answered(response) {
  const content = await response.json()
  if (response.ok) return content
  throw new Error(content.detail ?? `the product answered ${response.status}`)
}
