import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aSource } from '../../../test/support/a-gateway.ts'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { Refused } from '../../domain/failure.ts'
import type { LeadSource } from '../../ports/lead-source.ts'
import { fetchLead } from './fetch-lead.ts'

const ports = stagePorts(exampleCompany(), new Date('2026-03-02T14:30:00Z'))
const share = { signal: AbortSignal.timeout(60_000) }

test('a reference without anywhere to fetch it from is refused', async () => {
  const lead = aLead({ sourceKey: 'web-form' })

  await assert.rejects(
    fetchLead.run(lead, ports, share),
    (error) => error instanceof Refused && error.code === 'source-not-fetchable',
  )
})

test('a reference of a source that is configured no more is refused', async () => {
  const lead = aLead({ sourceKey: 'gone' })

  await assert.rejects(
    fetchLead.run(lead, ports, share),
    (error) => error instanceof Refused && error.code === 'source-unknown',
  )
})

test('what a person agreed to at the vendor is of when they sent it, and never of after the delivery', async () => {
  const source = aSource({ key: 'meta', kind: 'meta' })
  const content = {
    custom_disclaimer_responses: [{ checkbox_key: 'news', is_checked: '1' }],
  }
  const vendor: LeadSource = { fetch: async () => content }
  const configured = stagePorts(exampleCompany({ sources: { sources: [source] } }), new Date())
  const sources = new Map([['meta', vendor]])
  const timeFor = async (submittedAt: string) => {
    const lead = aLead({ sourceKey: 'meta', parts: { form: { submittedAt } } })
    const said = await fetchLead.run(
      lead,
      { ...configured, leadSources: async () => sources },
      share,
    )
    return said.parts?.form?.consent?.map(({ at }) => at)
  }

  assert.deepEqual(await timeFor('2026-03-02T14:29:00Z'), ['2026-03-02T14:29:00.000Z'])
  assert.deepEqual(await timeFor('2026-03-02T15:29:00Z'), ['2026-03-02T14:30:00.000Z'])
})
