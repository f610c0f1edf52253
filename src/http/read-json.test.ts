import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from './read-json.ts'

const read = (text: string) => readJson(Buffer.from(text))
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

test('numbers that a double cannot hold stay as they were written', () => {
  assert.deepEqual(read('[12345678901234567, 1e999, 42, -0.5]'), [
    '12345678901234567',
    '1e999',
    42,
    -0.5,
  ])
})

test('of a name given twice the last value counts', () => {
  assert.deepEqual(read('{"a":1,"a":2}'), { a: 2 })
})

test('a byte order mark is no part of the body', () => {
  assert.deepEqual(read('\uFEFF{"a":1}'), { a: 1 })
})

test('64 levels may be nested, 65 may not, and brackets in strings do not count', () => {
  read(nested(64))

  assert.throws(() => read(nested(65)), { code: 'body-too-deep' })
  assert.deepEqual(read(JSON.stringify([`"${'['.repeat(100)}\\`])), [`"${'['.repeat(100)}\\`])
})

test('JSON that needs no cleaning is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      if (!text.isWellFormed() || /\\u(0000|d[89a-f])/.test(text) || /\d{16}|e[+-]\d/.test(text))
        return
      assert.equal(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)))
    }),
  )
})
