import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  hubspotSandbox,
  SANDBOX_HUBSPOT_TOKEN,
  type hubspotSandbox as Sandbox,
} from '../../sandbox/hubspot-sandbox.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { stl } from '../support/command-line.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGateway } from '../support/test-product.ts'

type Hubspot = Awaited<ReturnType<typeof Sandbox>>
type Gateway = Awaited<ReturnType<typeof startTestGateway>>

const JONAS = { id: '9001', email: 'Jonas@halden.example' }
const AMELIE = { id: '9002', email: 'amelie.laurent@elsewhere.example' }

async function portalAndBook() {
  const hubspot = await hubspotSandbox({
    owners: [JONAS, AMELIE, { id: '9009', email: 'x@y.example' }],
  })
  const crm = {
    kind: 'hubspot',
    token: `demo:${SANDBOX_HUBSPOT_TOKEN}`,
    owners: { amelie: AMELIE.id },
  } as Documents['crm']
  const gateway = await startTestGateway({ hubspotBaseUrl: hubspot.url }, { documents: { crm } })
  return {
    hubspot,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await hubspot.close()
    },
  }
}

function say({ received: { portal } }: Hubspot, id: string, properties: Record<string, string>) {
  portal.companies.set(id, { id, properties })
}

async function backFill({ api }: Gateway) {
  const sums = { created: 0, updated: 0, kept: 0, pages: 0, unknownOwners: [] as string[] }
  for (let done = false; !done; sums.pages += 1) {
    const { status, body } = await api('POST', '/v1/accounts/back-fill')
    assert.equal(status, 200, JSON.stringify(body))
    const page = body as typeof sums & { done: boolean }
    sums.created += page.created
    sums.updated += page.updated
    sums.kept += page.kept
    sums.unknownOwners.push(...page.unknownOwners)
    done = page.done
  }
  return sums
}

async function accountOf({ api }: Gateway, record: string) {
  const found = await api('GET', `/v1/accounts?search=hubspot:${record}`)
  const [item] = (found.body as { items: { id: string }[] }).items
  const { body } = await api('GET', `/v1/accounts/${item?.id}`)
  return body as {
    id: string
    name: string
    ownerRepId?: string
    parentName?: string
    named: boolean
  }
}

test('companies come page by page, with owners and with parents that stand behind them', async () => {
  await using parts = await portalAndBook()
  const { hubspot, gateway } = parts
  for (let number = 1; number <= 120; number += 1) {
    say(hubspot, `${number}`, { name: `Company ${number}`, domain: `c${number}.example` })
  }
  const first = { name: 'Quayside', domain: 'quayside.example', hubspot_owner_id: JONAS.id }
  say(hubspot, '1', { ...first, hs_parent_company_id: '120', hs_is_target_account: 'true' })
  say(hubspot, '2', { name: 'Harbour', domain: 'gmail.com', hubspot_owner_id: AMELIE.id })
  say(hubspot, '3', { name: 'Nobody’s', hubspot_owner_id: '9009' })

  const { created, pages, unknownOwners } = await backFill(gateway)
  const again = await backFill(gateway)

  assert.deepEqual([created, pages, unknownOwners], [120, 2, ['9009']])
  assert.deepEqual([again.created, again.updated], [0, 0])
  const one = await accountOf(gateway, '1')
  assert.deepEqual([one.ownerRepId, one.parentName, one.named], ['jonas', 'Company 120', true])
  assert.equal((await accountOf(gateway, '2')).ownerRepId, 'amelie')
})

test('an owner who was changed or removed there is followed, and a change by hand stays', async () => {
  await using parts = await portalAndBook()
  const { hubspot, gateway } = parts
  for (const id of ['1', '2', '3'])
    say(hubspot, id, { name: `Company ${id}`, hubspot_owner_id: JONAS.id })
  await backFill(gateway)
  const { id, name } = await accountOf(gateway, '3')
  const body = { name, ownerRepId: 'tobias', externalIds: { hubspot: '3' } }
  await gateway.api('PUT', `/v1/accounts/${id}`, body)

  say(hubspot, '1', { name: 'Company 1', hubspot_owner_id: AMELIE.id })
  say(hubspot, '2', { name: 'Company 2' })
  say(hubspot, '3', { name: 'Company 3', hubspot_owner_id: AMELIE.id })
  const { kept } = await backFill(gateway)

  const owners = await Promise.all(['1', '2', '3'].map((one) => accountOf(gateway, one)))
  assert.deepEqual(
    owners.map(({ ownerRepId }) => ownerRepId),
    ['amelie', undefined, 'tobias'],
  )
  assert.equal(kept, 1)
})

test('the command waits when HubSpot’s limit is reached, and goes on where it was broken off', async () => {
  await using parts = await portalAndBook()
  const { hubspot, gateway } = parts
  for (let number = 1; number <= 101; number += 1)
    say(hubspot, `${number}`, { name: `Company ${number}` })
  const issued = await gateway.api('POST', '/v1/tokens', { name: 'back-fill', role: 'manager' })
  const { token } = issued.body as { token: string }
  const first = await gateway.api('POST', '/v1/accounts/back-fill')

  hubspot.behave({ status: 429, error: 'SECONDLY', retryAfterSeconds: 1 })
  const limited = await gateway.api('POST', '/v1/accounts/back-fill')
  const calls = hubspot.received.calls
  const running = stl({ url: gateway.url, token }, 'accounts', 'back-fill')
  await eventually('a call that is refused', async () => hubspot.received.calls > calls)
  hubspot.behave({})
  const ran = await running

  assert.equal((first.body as { created: number }).created, 100)
  assert.equal(limited.status, 503)
  assert.equal(ran.out, 'Taken in: 1 new, 0 changed, 0 as before.', ran.complaint)
})
