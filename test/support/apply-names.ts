import assert from 'node:assert/strict'
import type { AttributionDocument } from '../../src/domain/documents/attribution.ts'
import type { RunningApi } from './running-api.ts'

/** Applies the documents in force with these names in the `attribution` document. */
export async function applyNames(
  api: RunningApi,
  names: AttributionDocument['names'],
): Promise<void> {
  const { body: exported } = await api.call('GET', '/v1/config/export')
  const { files } = exported as { files: { path: string; text: string }[] }
  const others = files.filter(({ path }) => !path.startsWith('attribution.'))
  const document = { path: 'attribution.json', text: JSON.stringify({ names }) }
  const applied = { files: [...others, document] }
  const { status, body } = await api.call('POST', '/v1/config/apply', { body: applied })
  assert.equal(status, 200, JSON.stringify(body))
}
