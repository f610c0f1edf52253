import type { RunningProduct } from './running-product.ts'

/** Puts these documents in force, by their names; the others stay. Rejects with what is wrong with them. */
export async function applyDocuments(
  { url, adminToken }: RunningProduct,
  documents: Readonly<Record<string, unknown>>,
): Promise<void> {
  // Every JSON text is YAML as well.
  const files = Object.entries(documents).map(([name, document]) => {
    return { path: `${name}.yaml`, text: JSON.stringify(document) }
  })
  const answer = await fetch(`${url}/v1/config/apply`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files }),
  })
  if (!answer.ok) throw new Error(`Documents were not applied: ${await answer.text()}`)
}
