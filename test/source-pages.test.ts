import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SOURCE_KINDS } from '../src/domain/documents/sources.ts'

const DOCS = join(import.meta.dirname, '../docs')

test('every kind of source has a page, every page a kind, and the index names all of them', () => {
  const pages = readdirSync(join(DOCS, 'sources')).map((file) => file.replace(/\.md$/, ''))
  const index = readFileSync(join(DOCS, 'sources.md'), 'utf8')
  const linked = [...index.matchAll(/\(sources\/([a-z0-9-]+)\.md\)/g)].map(([, page = '']) => page)

  assert.deepEqual(pages.toSorted(), [...SOURCE_KINDS].sort())
  assert.deepEqual([...new Set(linked)].sort(), [...SOURCE_KINDS].sort())
})
