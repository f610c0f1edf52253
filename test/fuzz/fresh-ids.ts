import { readJson } from '../../src/http/read-json.ts'
import { contentOf } from '../../src/stages/01-capture/content-of.ts'
import { aCaptureRequest } from '../support/a-capture-request.ts'
import { aSource } from '../support/a-gateway.ts'
import { jsonOf, type Node, withScalars } from './node.ts'
import type { Sample } from './samples.ts'

const known = new Map<string, readonly string[]>()

/** The sample with other ids in the place of those by which it would be known when it comes again. */
export function freshIds(sample: Sample, id: number): Node {
  const ids = known.get(sample.name) ?? idsIn(sample)
  known.set(sample.name, ids)
  const fresh = (old: string) => old.slice(0, -9) + String(id).padStart(9, '1').slice(-9)
  return withScalars(sample.node, (text) => {
    const found = ids.find((one) => text === one || text.endsWith(`:${one}`))
    return found === undefined ? text : text.slice(0, -found.length) + fresh(found)
  })
}

function idsIn({ kind, node }: Sample): readonly string[] {
  const body = readJson(Buffer.from(jsonOf(node)))
  const { leads, conversations } = contentOf(
    aCaptureRequest({ source: aSource({ kind }), body }),
    'authentic',
  )
  const ids = [
    ...leads.map(({ form }) => form.sourceLeadId),
    ...conversations.map(({ key }) => key),
    ...conversations.flatMap(({ messages }) => messages.map(({ key }) => key)),
  ]
  return ids.filter((one) => one !== undefined)
}
