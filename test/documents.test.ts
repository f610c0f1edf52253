import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** What a document says without line breaks, so that a name may go over two lines. */
const flowing = (text: string) => text.replace(/\s+/g, ' ')

test('every link of a document leads to a file', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })

  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, target = '']) => join(dirname(document), target))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${document} links to ${target}`),
  )

  assert.ok(documents.length > 10)
  assert.deepEqual(broken, [])
})

/** Every point of a text that names no test, and every test named there that does not exist. */
function unproven(text: string) {
  const points = text.split(/^- /m).slice(1).map(flowing)
  const named = points.map((point) =>
    [...point.matchAll(/`([\w/.-]+\.ts)`((?:,? \*[^*]+\*)+)/g)].flatMap(([, file = '', names]) =>
      [...(names ?? '').matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => ({ file, name })),
    ),
  )
  const missing = named.flat().filter(({ file, name }) => !read(file).includes(`'${name}'`))
  assert.ok(points.length > 20)
  return [...points.filter((_, index) => named[index]?.length === 0), ...missing]
}

test('every invariant names tests, and each of them exists', () => {
  const section = read('ARCHITECTURE.md')
    .split(/^## /m)
    .find((one) => one.startsWith('Invariants'))

  assert.deepEqual(unproven(section ?? ''), [])
})

test('every promise of routing names tests, and each of them exists', () => {
  assert.deepEqual(unproven(read('docs/proofs.md')), [])
})
