import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SOURCE_KINDS, type Source } from '../../src/domain/documents/sources.ts'
import { readBody } from '../../src/http/read-body.ts'
import type { CaptureRequest } from '../../src/stages/01-capture/source-kind.ts'
import { sourceKinds } from '../../src/stages/01-capture/source-kinds.ts'
import { aCaptureRequest } from '../../test/support/a-capture-request.ts'
import { aSource } from '../../test/support/a-gateway.ts'
import { CHATBOT_SECRET } from '../../test/support/signed-chat.ts'
import { vendorProof } from '../../test/support/vendor-proof.ts'
import type { Measure } from '../suite.ts'

const EXAMPLES = join(import.meta.dirname, '../../docs/examples')
/** Examples that are not JSON, with the content type they are posted as. */
const FILES: Partial<Record<Source['kind'], readonly [file: string, contentType: string]>> = {
  form: ['content-download.form', 'application/x-www-form-urlencoded'],
  elementor: ['elementor.form', 'application/x-www-form-urlencoded'],
  jotform: ['jotform.multipart', 'multipart/form-data'],
  'google-ads': ['google-ads-lead.json', 'application/json'],
}
/** The secrets that stand in the examples themselves; any will do for the others. */
const SECRETS: Partial<Record<Source['kind'], string>> = {
  'google-ads': 'demo-google-key',
  chatbot: CHATBOT_SECRET,
  drift: 'demo-drift-token',
}
const WARM_UP = 500
const RUNS = 2_000

/**
 * What it costs to prove a delivery of each kind, take it apart, and write its leads in our words, in
 * microseconds of one core: the example of the kind, signed as its vendor signs.
 */
export async function sourceCosts(): Promise<Measure[]> {
  const rows: Measure[] = []
  for (const kind of SOURCE_KINDS) {
    const request = await exampleOf(kind)
    rows.push({ name: `verify_map_us.${kind}`, value: costOf(kind, request), unit: 'us' })
  }
  return rows
}

async function exampleOf(kind: Source['kind']): Promise<CaptureRequest> {
  const [file, type] = FILES[kind] ?? [`${kind}.json`, 'application/json']
  const bytes = readFileSync(join(EXAMPLES, file))
  const contentType = type.startsWith('multipart') ? `${type}; boundary=${boundaryIn(bytes)}` : type
  const source = aSource({ kind, key: kind, secret: 'env:SECRET' })
  const secret = SECRETS[kind] ?? 'secret-of-the-bench'
  const receivedAt = new Date()
  const url = `https://leads.acme.example/v1/capture/${kind}`
  const headers = vendorProof(kind, { body: bytes, secret, at: receivedAt, url })
  const body = await readBody(bytes, contentType)
  return aCaptureRequest({
    source,
    secrets: [secret],
    receivedAt,
    url,
    contentType,
    headers,
    bytes,
    body,
  })
}

/** The file has it as its first line, behind two dashes. */
const boundaryIn = (bytes: Buffer) => bytes.toString('latin1').split('\r\n', 1)[0]?.slice(2) ?? ''

function costOf(kind: Source['kind'], request: CaptureRequest): number {
  for (let run = 0; run < WARM_UP; run += 1) takeApart(kind, request)
  const startedMs = performance.now()
  for (let run = 0; run < RUNS; run += 1) takeApart(kind, request)
  return ((performance.now() - startedMs) * 1_000) / RUNS
}

function takeApart(name: Source['kind'], request: CaptureRequest): void {
  const kind = sourceKinds[name]
  if (kind.verify(request) === 'forged') throw new Error(`The example of ${name} proves nothing`)
  for (const item of kind.split(request.body, request)) {
    if (item.kind === 'notice') throw new Error(`The example of ${name} holds no lead`)
    const form = kind.map(item.content, request.source)
    kind.dedupe(form, request, item.content)
  }
}
