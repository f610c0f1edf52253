import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { readConfig } from './config.ts'
import { Refused } from './domain/failure.ts'

const refusal = (act: () => unknown): Refused => {
  try {
    act()
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  return assert.fail('nothing was refused')
}

test('an empty environment gives a product on this machine only', () => {
  const config = readConfig({})

  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.publicUrl, 'http://127.0.0.1:8080')
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.roles, undefined)
  assert.equal(config.leaseSeconds, 6)
})

test('an empty variable counts as unset', () => {
  const config = readConfig({ DATABASE_URL: '', PORT: '', STL_ROLES: '' })

  assert.equal(config.port, 8080)
  assert.equal(config.databaseUrl, undefined)
})

test('all wrong settings are listed at once, without their values', () => {
  const environment = {
    PORT: '70000',
    DATABASE_URL: 'mysql://root:hunter2@db/leads',
    STL_ROLES: 'gateway,janitor',
    STL_ADMIN_TOKEN: 'hunter2',
  }

  const { code, message } = refusal(() => readConfig(environment))

  assert.equal(code, 'settings-invalid')
  for (const name of Object.keys(environment)) assert.match(message, new RegExp(`${name}: `))
  assert.doesNotMatch(message, /hunter2/)
})

test('proxies are addresses and networks, and nothing else', () => {
  const proxies = (text: string) => readConfig({ STL_TRUSTED_PROXIES: text }).trustedProxies

  assert.deepEqual(proxies('10.0.0.0/8, ::1'), ['10.0.0.0/8', '::1'])
  assert.equal(readConfig({}).trustedProxies, undefined)
  for (const wrong of ['all', '10.0.0.0/33', '1.2.3.4/', '10.0.0.1/8/8', '*']) {
    assert.throws(() => proxies(wrong), /STL_TRUSTED_PROXIES/)
  }
})

test('roles and stages are lists', () => {
  const config = readConfig({ STL_ROLES: 'worker', STL_STAGES: 'enrich, score' })

  assert.deepEqual(config.roles, ['worker'])
  assert.deepEqual(config.stages, ['enrich', 'score'])
})

test('a base address keeps no slash at its end', () => {
  assert.equal(
    readConfig({ SLACK_BASE_URL: 'http://127.0.0.1:9/api/' }).slackBaseUrl,
    'http://127.0.0.1:9/api',
  )
})

test('an address for all networks is called as localhost from here', () => {
  assert.equal(readConfig({ HOST: '0.0.0.0', PORT: '81' }).publicUrl, 'http://localhost:81')
  assert.equal(readConfig({ HOST: '::1', PORT: '81' }).publicUrl, 'http://[::1]:81')
})

test('a product behind a public address is not on this machine only', () => {
  assert.equal(readConfig({}).onThisMachineOnly, true)
  assert.equal(readConfig({ HOST: '0.0.0.0' }).onThisMachineOnly, false)
  const proxied = readConfig({ STL_PUBLIC_URL: 'https://leads.example.com' })
  assert.equal(proxied.onThisMachineOnly, false)
})

test('traces go nowhere unless a collector or the console is named', () => {
  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' }

  assert.equal(readConfig({}).traces, undefined)
  assert.deepEqual(readConfig(collector).traces, { otlpUrl: 'http://127.0.0.1:4318/v1/traces' })
  assert.equal(readConfig({ ...collector, STL_TRACES: 'console' }).traces, 'console')
})

test('a secret shows itself only when asked', () => {
  const url = 'postgres://app:hunter2@db/leads'
  const config = readConfig({ DATABASE_URL: url, HUBSPOT_TOKEN: 'hunter2' })
  const token = config.secret('env:HUBSPOT_TOKEN')

  const shown = [
    JSON.stringify({ config, token }),
    inspect({ config, token }, { showHidden: true, depth: 9 }),
    `${token} ${config.databaseUrl}`,
  ].join()

  assert.equal(config.databaseUrl?.reveal(), url)
  assert.equal(token.reveal(), 'hunter2')
  assert.doesNotMatch(shown, /hunter2/)
  assert.match(shown, /\*\*\*/)
})

test('a secret that is not set is refused by the name of its variable', () => {
  const { code, message } = refusal(() => readConfig({}).secret('env:HUBSPOT_TOKEN'))

  assert.equal(code, 'secret-missing')
  assert.match(message, /HUBSPOT_TOKEN/)
})

test('a demo secret is good on a loopback address only', () => {
  assert.equal(readConfig({}).secret('demo:a-key').reveal(), 'a-key')
  assert.equal(readConfig({ HOST: 'localhost' }).secret('demo:a-key').reveal(), 'a-key')
  assert.equal(readConfig({ HOST: '::1' }).secret('demo:a-key').reveal(), 'a-key')

  const { code } = refusal(() => readConfig({ HOST: '0.0.0.0' }).secret('demo:a-key'))

  assert.equal(code, 'demo-secret-not-on-loopback')
})

test('a secret written out in a document is refused without repeating it', () => {
  const { code, message } = refusal(() => readConfig({}).secret('hunter2'))

  assert.equal(code, 'secret-reference-invalid')
  assert.doesNotMatch(message, /hunter2/)
})
