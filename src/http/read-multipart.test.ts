import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMultipart } from './read-multipart.ts'

const TYPE = 'multipart/form-data; boundary=X'
const read = (...lines: readonly string[]) => readMultipart(Buffer.from(lines.join('\r\n')), TYPE)
const named = (rest: string) => `Content-Disposition: form-data${rest}`

test('parts without a name share an empty one', async () => {
  const parts = await read(
    '--X',
    named(''),
    '',
    'one',
    '--X',
    named('; filename="two.bin"'),
    '',
    'bytes',
    '--X--',
    '',
  )

  assert.deepEqual(parts, { '': ['one', 'two.bin'] })
})

test('a body that ends within a text, a file or a header is refused', async () => {
  for (const rest of ['; name="a"', '; name="a"; filename="a.bin"', '']) {
    for (const lines of [
      ['--X', named(rest)],
      ['--X', named(rest), '', 'unfinished'],
      ['--X', named(rest), '', 'whole', '--X', named(rest), '', 'unfini'],
    ]) {
      await assert.rejects(read(...lines), { code: 'body-not-multipart' }, lines.join('|'))
    }
  }
})
