import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import { freePort } from '../../src/adapters/embedded-postgres/free-port.ts'
import { twilioNotifier } from '../../src/adapters/twilio/notifier.ts'
import { aNotification } from '../support/a-notification.ts'
import { memoryOptOuts } from '../support/memory-opt-outs.ts'
import { prismProgram } from '../support/prism-program.ts'
import { run, temporaryDirectory } from '../support/processes.ts'

const SPECIFICATION = join(import.meta.dirname, '../../../shared/openapi/twilio_api_v2010.json')
const { accountSid, authToken, from } = SANDBOX_TWILIO
const CALLBACK = 'https://leads.example/v1/channels/sms/callback'

const prism = prismProgram()
const missing = [
  ...(existsSync(SPECIFICATION) ? [] : ["Twilio's specification"]),
  ...(prism === undefined ? ['@stoplight/prism-cli'] : []),
]
const skip = missing.length > 0 && `not here: ${missing.join(' and ')}`

/**
 * Only the address we use. Its pages say where the next one is by a path, as its own examples show, which is
 * not what it calls a URI.
 */
async function oneAddress(path: string): Promise<string> {
  const text = (await readFile(path, 'utf8')).replaceAll('"format": "uri"', '"format": "path"')
  const whole = JSON.parse(text) as { paths: Readonly<Record<string, unknown>> }
  const address = '/2010-04-01/Accounts/{AccountSid}/Messages.json'
  return JSON.stringify({ ...whole, paths: { [address]: whole.paths[address] } })
}

/** The sandbox behind a proxy that answers what breaks the specification with an error. */
async function judgedAccount(program: string) {
  await using parts = new AsyncDisposableStack()
  const twilio = parts.use(await twilioSandbox())
  const directory = parts.use(await temporaryDirectory())
  const specification = join(directory.path, 'twilio.json')
  await writeFile(specification, await oneAddress(SPECIFICATION))
  const port = await freePort()
  const address = ['-h', '127.0.0.1', '-p', String(port)]
  const command = ['proxy', ...address, '--errors', specification, twilio.url]
  const proxy = parts.use(run(program, command))
  await proxy.says(/is listening/)
  const all = parts.move()
  return {
    twilio,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

test("what our adapter sends, asks and gets back keeps to Twilio's specification", {
  skip,
}, async () => {
  assert(prism)
  await using harness = await judgedAccount(prism)
  const account = { accountSid, authToken, from, callbackUrl: CALLBACK, optOuts: memoryOptOuts() }
  const notifier = twilioNotifier({ ...account, baseUrl: harness.url, timeLimitMs: 20_000 })
  const since = new Date()

  const receipt = await notifier.send(aNotification())
  const found = await notifier.find?.(aNotification(), since)

  assert.deepEqual(found, receipt)
  // What it refuses shows that it judges both: this lacks the number, that is an unknown answer.
  const unaddressed = await post(harness.url, { Body: 'Hello', From: from })
  assert.equal(unaddressed.status, 422)
  harness.twilio.behave({ status: 201 })
  const unknown = await post(harness.url, { Body: 'Hello', From: from, To: '+4790000001' })
  assert.equal(unknown.status, 500)
})

const post = (url: string, form: Record<string, string>) =>
  fetch(`${url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  })
