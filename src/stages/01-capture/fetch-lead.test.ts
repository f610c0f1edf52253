import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { Refused } from '../../domain/failure.ts'
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
