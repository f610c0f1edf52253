import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkSources } from '../src/domain/check-sources.ts'
import { SOURCE_KINDS, type Source } from '../src/domain/documents/sources.ts'
import { readDocuments } from '../src/domain/read-documents.ts'
import { sourceKinds } from '../src/stages/01-capture/source-kinds.ts'
import { verdictOn } from '../src/stages/01-capture/verdict-on.ts'
import { aCaptureRequest } from './support/a-capture-request.ts'
import { aSource } from './support/a-gateway.ts'
import { exampleCompany } from './support/example-company.ts'

const DOCS = join(import.meta.dirname, '../docs')

test('every kind of source has a page, every page a kind, and the index names all of them', () => {
  const pages = readdirSync(join(DOCS, 'sources')).map((file) => file.replace(/\.md$/, ''))
  const index = readFileSync(join(DOCS, 'sources.md'), 'utf8')
  const linked = [...index.matchAll(/\(sources\/([a-z0-9-]+)\.md\)/g)].map(([, page = '']) => page)

  assert.deepEqual(pages.toSorted(), [...SOURCE_KINDS].sort())
  assert.deepEqual([...new Set(linked)].sort(), [...SOURCE_KINDS].sort())
})

test('the source each page begins with can be applied as it is', () => {
  const { documents } = exampleCompany()

  for (const kind of SOURCE_KINDS) {
    const page = readFileSync(join(DOCS, `sources/${kind}.md`), 'utf8')
    const text = /```yaml\n(sources:\n.*?)```/s.exec(page)?.[1]
    assert.ok(text, `${kind} shows no source`)
    const read = readDocuments([{ path: 'sources.yaml', text }], documents)
    assert.ok(read.ok, `${kind}: ${JSON.stringify(read.ok || read.problems)}`)
  }
})

test('a source is refused for want of a proof exactly if all its deliveries would be', () => {
  const lacksProof = (source: Source) =>
    checkSources({ sources: [source] }).some(({ reason }) => /needs `secret`/.test(reason))
  const isRefused = (source: Source) => {
    const path = { token: 'good', good: ['good'] }
    const request = aCaptureRequest({ source, secrets: [], path })
    return verdictOn(request, sourceKinds[source.kind]) === 'forged'
  }

  for (const kind of SOURCE_KINDS) {
    for (const source of [aSource({ kind }), aSource({ kind, pathToken: 'env:TOKEN' })]) {
      const name = `${kind}${source.pathToken === undefined ? '' : ' with a token'}`
      assert.equal(lacksProof(source), isRefused(source), name)
    }
  }
})
