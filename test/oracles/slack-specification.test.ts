import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { LogLevel, WebClient } from '@slack/web-api'
import * as z from 'zod'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { freePort } from '../../src/adapters/embedded-postgres/free-port.ts'
import { slackMessage } from '../../src/adapters/slack/slack-message.ts'
import { aNotification } from '../support/a-notification.ts'
import { prismProgram } from '../support/prism-program.ts'
import { run, temporaryDirectory } from '../support/processes.ts'

const SPECIFICATION = join(import.meta.dirname, '../../../shared/openapi/slack_web_openapi_v2.json')
const MARA = 'U0MARALIND'

const prism = prismProgram()
const missing = [
  ...(existsSync(SPECIFICATION) ? [] : ["Slack's specification"]),
  ...(prism === undefined ? ['@stoplight/prism-cli'] : []),
]
const skip = missing.length > 0 && `not here: ${missing.join(' and ')}`

const Specification = z.object({
  paths: z.object({
    '/chat.postMessage': z.looseObject({
      post: z.looseObject({ parameters: z.array(z.looseObject({ name: z.string() })) }),
    }),
  }),
})

/** Only the method we use, and the token where Slack takes it today: in the standard header. */
async function oneMethod(path: string): Promise<string> {
  const whole: unknown = JSON.parse(await readFile(path, 'utf8'))
  const { post } = Specification.parse(whole).paths['/chat.postMessage']
  const parameters = post.parameters.filter(({ name }) => name !== 'token')
  const paths = { '/api/chat.postMessage': { post: { ...post, parameters } } }
  return JSON.stringify({ ...(whole as object), basePath: '/', paths })
}

/** The sandbox behind a proxy that answers what breaks the specification with an error. */
async function judgedWorkspace(program: string) {
  await using parts = new AsyncDisposableStack()
  const slack = parts.use(await slackSandbox({ users: [MARA] }))
  const directory = parts.use(await temporaryDirectory())
  const specification = join(directory.path, 'slack.json')
  await writeFile(specification, await oneMethod(SPECIFICATION))

  const port = await freePort()
  const address = ['-h', '127.0.0.1', '-p', String(port)]
  const proxy = parts.use(run(program, ['proxy', ...address, '--errors', specification, slack.url]))
  await proxy.says(/is listening/)
  const all = parts.move()
  const url = `http://127.0.0.1:${port}`
  return { slack, url, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

// Of 2021, and only for arguments sent as a form: the specification knows no other way.
test("what we send and get back keeps to Slack's specification", {
  skip,
}, async () => {
  assert(prism)
  await using harness = await judgedWorkspace(prism)
  const client = new WebClient(SANDBOX_SLACK_TOKEN, {
    slackApiUrl: `${harness.url}/api/`,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
  const message = slackMessage(MARA, aNotification())

  const { ok } = await client.chat.postMessage(message)

  assert.equal(ok, true)
  // What it refuses shows that it judges both: this lacks the channel, that is an unknown answer.
  await assert.rejects(client.apiCall('chat.postMessage', { text: 'Hello' }), /statusCode = 422/)
  harness.slack.behave({ error: 'fatal_error' })
  await assert.rejects(client.chat.postMessage(message), /statusCode = 500/)
})
