import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

const TEMPLATES = `alerts:
  - kinds: [offer]
    locales: [de]
    title: "{who} wartet"
`

type Body = {
  readonly rep: string
  readonly alerts: readonly {
    readonly channel: string
    readonly title: string
    readonly lines: readonly string[]
    readonly answers: readonly string[]
    readonly message: unknown
  }[]
  readonly problems?: readonly { readonly line: number; readonly reason: string }[]
}

test('a draft shows what its alerts would say, to whom it names, and changes nothing', async () => {
  await using api = await runningApi()
  const preview = async (asked: object) =>
    (await api.call('POST', '/v1/alerts/preview', { body: asked })).body as Body

  const files = [{ path: 'templates.yaml', text: TEMPLATES }]
  const asked = { channels: ['slack', 'sms'], repId: 'tobias', locale: 'de' }
  const draft = await preview({ ...asked, files })
  const active = await preview(asked)

  assert.equal(draft.rep, 'tobias')
  assert.deepEqual(
    draft.alerts.map(({ title }) => title),
    [
      'Mona Reyes von Quayside & Sons wartet',
      'Neuer Lead: Mona Reyes von Quayside & Sons (heiß, 82)',
    ],
  )
  assert.match(active.alerts[0]?.title ?? '', /^Neuer Lead/)
  assert.deepEqual(draft.alerts[0]?.answers, ['Annehmen', 'Ablehnen', 'Später'])
  assert.match(JSON.stringify(draft.alerts[0]?.message), /Quayside &amp; Sons wartet/)
  assert.partialDeepStrictEqual(draft.alerts[1]?.message, { segments: 1, alphabet: 'GSM-7' })
})

test('a lead that there is is shown as it would be told, and its rep is who would be', async () => {
  await using api = await runningApi()
  const form = { fullName: 'Kari <b>Nordmann</b>', message: 'Hello' }
  const leadId = await stored.lead(api.db, {}, { form })

  const { status, body } = await api.call('POST', '/v1/alerts/preview', {
    body: { leadId, channels: ['email'] },
  })

  assert.equal(status, 200)
  assert.match(JSON.stringify((body as Body).alerts[0]?.message), /Kari &#60;b&#62;Nordmann/)
})

test('what is wrong is told by its line, and who may not ask is told so', async () => {
  await using api = await runningApi()
  const files = [{ path: 'templates.yaml', text: TEMPLATES.replace('who', 'woh') }]
  const body = { files, repId: 'nobody' }

  const wrong = await api.call('POST', '/v1/alerts/preview', { body })
  const unknown = await api.call('POST', '/v1/alerts/preview', { body: { repId: 'nobody' } })
  const token = await api.token('rep', 'jonas')
  const denied = await api.call('POST', '/v1/alerts/preview', { token, body: {} })

  const [problem] = (wrong.body as Body).problems ?? []
  assert.deepEqual([wrong.status, problem?.line], [422, 4])
  assert.match(problem?.reason ?? '', /did you mean `who`/)
  assert.deepEqual([unknown.status, denied.status], [404, 403])
})

test('the command line shows alerts as people would see them, within 80 columns', async () => {
  await using api = await runningApi()
  const at = { url: api.url, token: api.adminToken }

  const { exitCode, out } = await stl(
    at,
    'alerts',
    'preview',
    '--channel',
    'slack',
    '--channel',
    'sms',
  )

  assert.equal(exitCode, 0)
  assert.match(out, /^offer by slack to ingvild \(en-GB\)\n {2}New lead: Mona Reyes from Quayside/)
  assert.match(out, /\[Accept\] \[Decline\] \[Snooze\]/)
  assert.match(out, /1 segment, \d+ places in GSM-7/)
  assert.ok(
    out.split('\n').every((line) => line.length <= 80),
    out,
  )
})
