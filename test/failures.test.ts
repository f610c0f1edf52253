import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Refused, Unavailable } from '../src/domain/failure.ts'
import { problemOf } from '../src/http/error-reply.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** The memory adapters play vendors in tests; no product uses them. */
const files = globSync('src/**/*.ts', { cwd: ROOT })
  .filter((path) => !path.endsWith('.test.ts') && !path.startsWith('src/adapters/memory/'))
  .map((path) => ({ path, text: read(path) }))

const THROWN = /new (Unavailable|Refused)\(\s*(?:'([a-z0-9-]+)'|`\$\{vendor\}-([a-z-]+)`)?/g

type Thrown = { readonly path: string; readonly kind: string; readonly code: string | undefined }

/** Every failure the code makes; the code of one that any vendor can have begins with a dash. */
const thrown = files.flatMap(({ path, text }) =>
  [...text.matchAll(THROWN)].map(([, kind = '', code, ofVendor]): Thrown => {
    return { path, kind, code: code ?? (ofVendor && `-${ofVendor}`) }
  }),
)

/** Which vendors can have the failures of the code that vendors share. */
function vendorsUsing(...markers: readonly string[]): string[] {
  const users = files.filter(({ text }) => markers.some((marker) => text.includes(marker)))
  return users.flatMap(({ text }) =>
    [...text.matchAll(/vendor: '([a-z-]+)'/g)].map(([, it]) => it ?? ''),
  )
}

/** Codes with words of their own for the public; some stand for errors of the HTTP framework. */
const answered = ['known-problems', 'offer-problems', 'routing-problems'].flatMap((file) =>
  [...read(`src/http/${file}.ts`).matchAll(/^ {2}'([a-z-]+)': /gm)].map(([, code = '']) => code),
)

function codesInCode(): Set<string> {
  const guarded = vendorsUsing('vendorGuard(', 'vendorApi(')
  const overHttp = vendorsUsing('vendorApi(')
  const codes = thrown.flatMap(({ path, code = '' }) => {
    if (!code.startsWith('-')) return [code]
    const vendors = path.endsWith('vendor-guard.ts') ? guarded : overHttp
    return vendors.map((vendor) => vendor + code)
  })
  const said = files
    .filter(({ path }) => path.startsWith('src/http/') || path === 'src/worker/take-step.ts')
    .flatMap(({ text }) => [...text.matchAll(/code(?::| :) '([a-z]+(?:-[a-z]+)*)'/g)])
  return new Set([...codes, ...answered, ...said.map(([, code = '']) => code)])
}

type Entry = { readonly codes: readonly string[]; readonly text: string }

function entries(): Entry[] {
  const page = read('docs/failures.md')
  const vendors = codesIn(/^Vendors behind HTTP: ([^.]+)\./m.exec(page)?.[1] ?? '')
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split(/\n(?:## .*)?/)
      const text = lines.join('\n')
      const also = codesIn(/^Also ([^.]+)\./m.exec(text)?.[1] ?? '')
      const general = /^`<vendor>(-[a-z-]+)`$/.exec(heading)?.[1]
      const own = general === undefined ? [heading] : vendors.map((vendor) => vendor + general)
      return { codes: [...own, ...also], text }
    })
}

const codesIn = (text: string) => [...text.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code)

test('the check sees the failures of the code, and each has its code written out', () => {
  assert.ok(thrown.length > 80, `found only ${thrown.length} failures`)
  assert.deepEqual(
    thrown.filter(({ code }) => code === undefined),
    [],
  )
})

test('every code has one entry, and every entry a code', () => {
  const documented = entries().flatMap(({ codes }) => codes)

  assert.deepEqual(documented.toSorted(), [...codesInCode()].toSorted())
})

test('the status of an entry is the one the API answers with', () => {
  const kinds = new Map([
    ...answered.map((code) => [code, 'Refused'] as const),
    ...thrown.map(({ kind, code = '' }) => [code, kind] as const),
  ])
  const wrong = entries().flatMap(({ codes: [code = ''], text }) => {
    const documented = /^Status (\d{3})/.exec(text)?.[1]
    const kind = kinds.get(code)
    if (documented === undefined || kind === undefined) return []
    const error = kind === 'Refused' ? new Refused(code, '') : new Unavailable(code, '')
    const { status } = problemOf(error)
    return `${status}` === documented ? [] : [`${code} is answered with ${status}`]
  })

  assert.deepEqual(wrong, [])
})
