import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stringify } from 'yaml'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { writtenForm } from '../domain/write-documents.ts'

type Body = Readonly<Record<string, unknown>>
type Text = { readonly text: string }
type Draft = {
  readonly number: number
  readonly version: number
  readonly state: string
  readonly basedOn: number
  readonly review: string
  readonly changes: readonly Text[]
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly check: {
    readonly problems: readonly { readonly line: number; readonly reason: string }[]
    readonly findings: readonly {
      readonly code: string
      readonly line?: number
      readonly message: string
      readonly wasBefore?: boolean
    }[]
  }
  readonly steps: readonly { readonly kind: string; readonly by: string; readonly words?: string }[]
}

const written = writtenForm(exampleCompany().documents) as {
  teams: Record<string, unknown> & { reps: { id: string; active: boolean }[] }
  routing: { rules: { id: string; when: string }[] }
  sla: { maxHops: number }
}
/** A document that allows so many hops, and says nothing else that is new. */
const sla = (maxHops = 23) => [{ path: 'sla.yaml', text: stringify({ ...written.sla, maxHops }) }]
const HOPS = written.sla.maxHops
const teams = (more: Body) => [
  { path: 'teams.yaml', text: stringify({ ...structuredClone(written.teams), ...more }) },
]

/** A desk at which somebody works with a token of their own. */
function deskOf(api: RunningApi, token: string) {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, `/v1/config${path}`, { token, body })
    return { ...answer, body: answer.body as Body }
  }
  return {
    call,
    draft: async (files: readonly unknown[], more: Body = {}) =>
      (await call('POST', '/drafts', { files, ...more })).body as unknown as Draft,
    show: async ({ number }: Pick<Draft, 'number'>) =>
      (await call('GET', `/drafts/${number}`)).body as unknown as Draft,
    publish: ({ number }: Pick<Draft, 'number'>, more: Body = {}) =>
      call('POST', `/drafts/${number}/publish`, more),
    apply: (files: readonly unknown[]) => call('POST', '/apply', { files }),
    review: ({ number, version }: Draft, verdict: string, words?: string) =>
      call('POST', `/drafts/${number}/review`, { version, verdict, words }),
  }
}

async function desks(api: RunningApi) {
  const [ana, ben] = [await api.token('manager'), await api.token('manager')]
  return { ana: deskOf(api, ana), ben: deskOf(api, ben) }
}

describe('a draft', () => {
  test('is kept with its check, and becomes a revision when it is published', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const waiting = await stored.lead(api.db, { state: 'waiting', waitingFor: null })

    const draft = await ana.draft(sla(), { name: 'Fewer hops', message: 'They wander' })
    const before = await ana.call('GET', '/revisions')
    const { status, body } = await ana.publish(draft)

    const history = await ana.call('GET', '/revisions')
    const [latest] = history.body.items as Body[]
    const lead = await api.call('GET', `/v1/leads/${waiting}`)
    assert.deepEqual(
      draft.changes.map(({ text }) => text),
      [`sla: maxHops ${HOPS} -> 23`],
    )
    assert.equal((before.body.items as unknown[]).length, 1)
    assert.equal(status, 200)
    assert.equal(body.resumed, 1)
    assert.deepEqual(
      [latest?.revision, latest?.message, latest?.draft],
      [2, 'They wander', draft.number],
    )
    assert.equal((lead.body as Body).state, 'travelling')
    const after = await ana.show(draft)
    assert.equal(after.state, 'published')
    assert.deepEqual(
      after.steps.map(({ kind }) => kind),
      ['created', 'published'],
    )
    assert.equal((await ana.publish(draft)).body.code, 'draft-closed')
  })

  test('tells what it brings from what was so before', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const [first, ...others] = written.routing.rules
    const austria = { ...first, id: 'austria', when: 'lead.country == "AT" && score.tier == "hot"' }
    const routing = { ...written.routing, rules: [austria, first, ...others] }

    const draft = await ana.draft([{ path: 'routing.yaml', text: stringify(routing) }])

    const brought = draft.check.findings.filter(({ wasBefore }) => wasBefore !== true)
    assert.ok(draft.check.findings.length > brought.length)
    assert.ok(brought.length > 0)
    for (const { message } of brought) assert.match(String(message), /`austria`/)
  })

  test('with mistakes is kept with their lines, and is not published', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const text = 'acknowledgeWithinMinutes: { hot: 5, warm: 15, cold: 60 }\nmaxHop: 3\n'

    const draft = await ana.draft([{ path: 'sla.yaml', text }])
    const { status, body } = await ana.publish(draft)

    assert.deepEqual(
      draft.check.problems.map(({ line }) => line),
      [2],
    )
    assert.equal(status, 422)
    assert.equal(body.code, 'documents-invalid')
  })

  test('with rules that nobody can mean is not published, and names their lines', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const routing = structuredClone(written.routing)
    Object.assign(routing.rules.at(-1) ?? {}, { when: 'score.total > 50 && score.total < 10' })

    const draft = await ana.draft([{ path: 'routing.yaml', text: stringify(routing) }])
    const { status, body } = await ana.publish(draft, { acceptWarnings: true })

    assert.equal(status, 422)
    assert.equal(body.code, 'rules-faulty')
    const [problem] = body.problems as { file: string; line: number; reason: string }[]
    const line =
      stringify(routing)
        .split('\n')
        .findIndex((text) => text.includes('< 10')) + 1
    assert.deepEqual([problem?.file, problem?.line], ['routing.yaml', line])
    assert.match(problem?.reason ?? '', /`private-address` can never match/)
  })

  test('that leaves behind a rep with leads needs that to be accepted', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    await stored.assignedLead(api.db, 'grace')
    const without = JSON.parse(
      JSON.stringify(written.teams, (key, value) =>
        Array.isArray(value) && (key === 'reps' || key === 'members')
          ? value.filter(({ id, repId }) => (id ?? repId) !== 'grace')
          : value,
      ),
    )
    const draft = await ana.draft(teams(without))

    const refused = await ana.publish(draft)
    const { status } = await ana.publish(draft, { acceptWarnings: true })

    assert.equal(refused.status, 422)
    assert.equal(refused.body.code, 'warnings-not-accepted')
    assert.match(String(refused.body.detail), /`grace` would be gone, who has 1 lead and owns/)
    assert.equal(status, 200)
  })

  test('that two edit at once is changed by the first, and the second is told', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    const { number, version } = await ana.draft(sla())

    const edits = await Promise.all(
      [ana, ben].map((desk, index) =>
        desk.call('PUT', `/drafts/${number}`, { version, files: sla(24 + index) }),
      ),
    )

    const won = edits.find(({ status }) => status === 200)
    const lost = edits.find(({ status }) => status !== 200)
    assert.equal(lost?.status, 409)
    assert.equal(lost?.body.code, 'draft-edited')
    assert.deepEqual((await ana.show({ number })).files, won?.body.files)
  })

  test('that was discarded is not changed any more, and its history stays', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const { number, version } = await ana.draft(sla())

    await ana.call('DELETE', `/drafts/${number}?version=${version}`)
    const { body } = await ana.call('PUT', `/drafts/${number}`, { version: 2, name: 'Again' })

    const open = await ana.call('GET', '/drafts?state=open')
    const all = await ana.call('GET', '/drafts')
    assert.equal(body.code, 'draft-closed')
    assert.deepEqual([open.body.items, (all.body.items as unknown[]).length], [[], 1])
  })
})

describe('where documents must be reviewed', () => {
  test('somebody else approves exactly what is published', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    await ana.apply(teams({ reviewBeforePublishing: true }))
    const draft = await ana.draft(sla())

    const unseen = await ana.publish(draft)
    const own = await ana.review(draft, 'approved')
    const approved = await ben.review(draft, 'approved')
    const { version } = approved.body as unknown as Draft
    await ana.call('PUT', `/drafts/${draft.number}`, { version, files: sla(29) })
    const changed = await ana.publish(draft)
    const others = await ben.review(await ana.show(draft), 'approved')
    const { status } = await ana.publish(draft)

    assert.deepEqual([unseen.status, unseen.body.code], [409, 'review-missing'])
    assert.deepEqual([own.status, own.body.code], [403, 'own-approval-not-allowed'])
    assert.equal(changed.body.code, 'review-missing')
    assert.equal(others.body.review, 'approved')
    assert.equal(status, 200)
  })

  test('what was sent back is not published, and its words are kept', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    const draft = await ana.draft(sla())

    await ben.review(draft, 'sent-back', 'Three is too few')
    const { body } = await ana.publish(draft)

    assert.equal(body.code, 'draft-sent-back')
    assert.equal((await ana.show(draft)).steps.at(-1)?.words, 'Three is too few')
  })

  test('nothing gets past it: not by apply, and not by a draft that lifts it', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    await ana.apply(teams({ reviewBeforePublishing: true }))

    const applied = await ana.apply(sla())
    const lifted = await ana.publish(await ana.draft(teams({ reviewBeforePublishing: false })))

    assert.equal(applied.body.code, 'review-missing')
    assert.equal(lifted.body.code, 'review-missing')
  })
})

describe('of two managers who publish', () => {
  test('the second is told who published what', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    const drafts = [await ana.draft(sla(23)), await ben.draft(sla(24))]

    const answers = await Promise.all([
      ana.publish(drafts[0] as Draft, { message: 'three' }),
      ben.publish(drafts[1] as Draft, { message: 'four' }),
    ])

    const lost = answers.find(({ status }) => status !== 200)
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.equal(lost?.body.code, 'published-meanwhile')
    assert.match(
      String(lost?.body.detail),
      /Revision 2 was published by \w+ at .* from draft \d: "(three|four)"\..*sla: maxHops \d+ -> 2[34]/,
    )
    const history = await ana.call('GET', '/revisions')
    assert.equal((history.body.items as unknown[]).length, 2)
  })

  test('the second moves a draft of other documents onto the first, and both hold', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    const draft = await ben.draft([...sla(24), ...teams({})])
    await ana.apply(teams({ reviewBeforePublishing: false }))

    const { body } = await ben.call('POST', `/drafts/${draft.number}/rebase`, { version: 1 })
    const { status } = await ben.publish(draft)

    assert.equal(body.basedOn, 2)
    assert.deepEqual(
      (body as unknown as Draft).files.map(({ path }) => path),
      ['sla.yaml'],
    )
    assert.equal(status, 200)
    const active = (await ana.call('GET', '')).body.documents as typeof written & { sla: Body }
    assert.equal(active.sla.maxHops, 24)
    assert.equal(active.teams.reviewBeforePublishing, false)
  })

  test('where both changed one document, that one is named with what the others did', async () => {
    await using api = await runningApi()
    const { ana, ben } = await desks(api)
    const draft = await ben.draft(sla(24))
    await ana.apply(sla(23))

    const { status, body } = await ben.call('POST', `/drafts/${draft.number}/rebase`, {
      version: 1,
    })
    const settled = await ben.call('PUT', `/drafts/${draft.number}`, {
      ...{ version: 1, files: sla(25), basedOn: 2 },
    })

    assert.equal(status, 409)
    assert.equal(body.code, 'draft-conflicts')
    assert.match(`${body.detail}`, / \.\/stl rules draft \d+@1 -f <file> --base 2$/)
    assert.deepEqual(body.errors, [
      { field: 'sla', reason: `was changed by others, too: sla: maxHops ${HOPS} -> 23` },
    ])
    assert.deepEqual(
      (settled.body.changes as Text[]).map(({ text }) => text),
      ['sla: maxHops 23 -> 25'],
    )
  })
})

describe('going back', () => {
  test('is one step to what was active before, as a revision of its own', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    await ana.apply(sla(23))

    const { body } = await ana.call('POST', '/rollback', { message: 'Too few' })

    const diff = await ana.call('GET', '/diff?from=1&to=3')
    const history = await ana.call('GET', '/revisions')
    const [latest] = history.body.items as Body[]
    assert.equal(body.revision, 3)
    assert.deepEqual(diff.body.changes, [])
    assert.deepEqual([latest?.restores, latest?.message], [1, 'Too few'])
  })

  test('to before somebody left says that they would be given leads again', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)
    const reps = written.teams.reps.map((rep) =>
      rep.id === 'grace' ? { ...rep, active: false } : rep,
    )
    await ana.apply(teams({ reps }))

    const refused = await ana.call('POST', '/rollback', {})
    const { status } = await ana.call('POST', '/rollback', { acceptWarnings: true })

    assert.equal(refused.body.code, 'warnings-not-accepted')
    assert.match(String(refused.body.detail), /`grace` has left/)
    const [{ file, path, line } = {}] = refused.body.problems as Record<string, unknown>[]
    assert.deepEqual([file, path, line], ['teams.yaml', 'reps[6].active', undefined])
    assert.equal(status, 200)
  })

  test('from the first revision leads nowhere', async () => {
    await using api = await runningApi()
    const { ana } = await desks(api)

    const { status, body } = await ana.call('POST', '/rollback', {})

    assert.deepEqual([status, body.code], [404, 'revision-unknown'])
  })
})

test('a draft is compared with any revision', async () => {
  await using api = await runningApi()
  const { ana } = await desks(api)
  await ana.apply(sla(23))
  const { number } = await ana.draft(sla(24))

  const [withActive, withFirst] = [
    await ana.call('GET', `/diff?draft=${number}`),
    await ana.call('GET', `/diff?draft=${number}&from=1`),
  ]

  const texts = ({ body }: { body: Body }) => (body.changes as Text[]).map(({ text }) => text)
  assert.deepEqual(texts(withActive), ['sla: maxHops 23 -> 24'])
  assert.deepEqual(texts(withFirst), [`sla: maxHops ${HOPS} -> 24`])
})

test('reps see no drafts', async () => {
  await using api = await runningApi()
  const token = await api.token('rep', 'jonas')

  const { status } = await api.call('GET', '/v1/config/drafts', { token })

  assert.equal(status, 403)
})
