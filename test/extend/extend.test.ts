import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { changesInGuide } from './changes-in-guide.ts'
import { type ExtendedCopy, extendedCopy } from './extended-copy.ts'

const ROOT = join(import.meta.dirname, '../..')
const guide = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
const run = promisify(execFile)

/** One process of Node or of a tool in the copy. Not as a part of the test run it is called from. */
function runIn({ directory }: ExtendedCopy, program: string, ...parameters: string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return run(program, parameters, { cwd: directory, env })
}

/** Sends an entry of the guest book through the copy, and resolves with what happened to it. */
async function journeyThrough({ directory }: ExtendedCopy) {
  const { startTestProduct }: typeof import('../support/test-product.ts') = await import(
    join(directory, 'test/support/test-product.ts')
  )
  const { eventually } = await import('../support/eventually.ts')
  await using product = await startTestProduct({ at: '2026-11-23T09:00:00Z' })
  const answer = await fetch(`${product.url}/v1/capture/spring-fair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ writer: 'kari@fjordtech.example', entry: 'A quote, asap please' }),
  })
  const events = await eventually('the followers to be done', async () => {
    const rows = await product.db
      .selectFrom('leadEvents')
      .select(['leadId', 'type', 'data'])
      .orderBy('version')
      .execute()
    const isDone = rows.filter(({ type }) => type === 'RepNotified').length === 2
    return isDone && rows.some(({ type }) => type === 'CrmRecordWritten') && rows
  })
  const [first] = events
  assert.ok(first)
  return { answer: await answer.text(), events, lead: await product.lead(first.leadId) }
}

describe('the changes that CONTRIBUTING.md asks for', async () => {
  const changes = changesInGuide(guide)

  test('are a stage, a source kind, and a vendor of each kind', () => {
    const added = changes.filter(({ kind }) => kind === 'new').map(({ path }) => path)

    assert.deepEqual(added, [
      'src/stages/05-urgency/urgency.ts',
      'src/stages/01-capture/kinds/guest-book.ts',
      'src/adapters/almanac/enrichment-provider.ts',
      'src/adapters/bell/notifier.ts',
      'src/adapters/card-index/crm.ts',
    ])
  })

  const patient = { timeout: 300_000 }
  test(
    'pass the compiler and the architecture test, and a lead travels through all of them',
    patient,
    async () => {
      await using copy = await extendedCopy(changes)

      await Promise.all([
        runIn(copy, join(ROOT, 'node_modules/.bin/tsc'), '-p', '.'),
        runIn(copy, process.execPath, '--test', 'test/architecture.test.ts'),
      ])
      const { answer, events, lead } = await journeyThrough(copy)

      const types = events.map(({ type }) => type as string)
      const said = (type: string) =>
        events.filter((event) => (event.type as string) === type).map(({ data }) => data)
      const { form, enrichment } = lead.parts
      assert.equal(answer, 'Thank you')
      assert.deepEqual(
        [form.email, form.message],
        ['kari@fjordtech.example', 'A quote, asap please'],
      )
      assert.equal(types.indexOf('UrgencyJudged'), types.indexOf('LeadScored') + 1)
      assert.deepEqual(said('UrgencyJudged'), [{ urgent: true }])
      assert.equal(enrichment?.company?.industry, 'Forestry')
      assert.deepEqual(
        said('RepNotified')
          .map(({ channel }) => channel)
          .sort(),
        ['bell', 'in-app'],
      )
      assert.equal(said('CrmRecordWritten')[0]?.crm, 'card-index')
    },
  )
})
