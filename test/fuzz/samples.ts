import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { payloadFile } from '../../src/cli/payload-file.ts'
import { SOURCE_KINDS, type Source } from '../../src/domain/documents/sources.ts'
import { readBody } from '../../src/http/read-body.ts'
import { sampleNames, samplePath } from '../support/shared-samples.ts'
import { type Node, nodeOf, nodeOfJson } from './node.ts'
import type { Wire } from './wires.ts'

type Kind = Source['kind']

/** A real delivery, or one as a vendor documents it. */
export type Sample = {
  readonly name: string
  /** False for what is written after a vendor's documents. */
  readonly isReal: boolean
  readonly kind: Kind
  readonly wire: Wire
  readonly node: Node
}

const EXAMPLES = join(import.meta.dirname, '../../docs/examples')

/** All of `docs/examples`, and real deliveries where there are any. */
export async function samples(): Promise<readonly Sample[]> {
  const examples = readdirSync(EXAMPLES).filter((name) => !name.endsWith('.html'))
  const files: readonly (readonly [string, string, boolean])[] = [
    ...examples.sort().map((name) => [name, join(EXAMPLES, name), false] as const),
    ...sampleNames().map((name) => [name, samplePath(name), true] as const),
  ]
  return Promise.all(files.map((file) => sampleIn(...file)))
}

async function sampleIn(name: string, path: string, isReal: boolean): Promise<Sample> {
  const { contentType, body } = await payloadFile(path, undefined)
  const about = { name, isReal, kind: kindOf(name) }
  if (contentType.includes('json')) {
    return { ...about, wire: 'json', node: nodeOfJson(Buffer.from(body).toString('utf8')) }
  }
  const wire = contentType.startsWith('multipart') ? 'multipart' : 'urlencoded'
  return { ...about, wire, node: nodeOf(await readBody(Buffer.from(body), contentType)) }
}

/** Files are named after the kind they are of; those that are not are posted by pages. */
function kindOf(name: string): Kind {
  const plain = (text: string) => text.replaceAll('-', '')
  const fitting = SOURCE_KINDS.filter((kind) => plain(name).startsWith(plain(kind)))
  return fitting.sort((a, b) => b.length - a.length)[0] ?? 'form'
}
