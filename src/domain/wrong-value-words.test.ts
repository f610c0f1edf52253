import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { readBySchema } from './schema-words.ts'

const cases: readonly (readonly [z.ZodType, unknown, string])[] = [
  [z.string(), true, 'must be a text, and is true; write it in quotes'],
  [z.string(), 7, 'must be a text, and is a number; write it in quotes'],
  [z.string(), null, 'must be a text, and is empty'],
  [z.string(), ['a'], 'must be a text, and is a list'],
  [z.number(), '5', 'must be a number, and is a text; write it without quotes'],
  [z.number(), 'five', 'must be a number, and is a text'],
  [z.number(), ' ', 'must be a number, and is a text'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.int(), '15', 'must be a number, and is a text; write it without quotes'],
  [z.boolean(), 'true', 'must be true or false, and is a text; write it without quotes'],
  [z.boolean(), 'yes', 'must be true or false, and is a text'],
  [z.array(z.string()), 'a', 'must be a list, and is a text'],
  [z.object({}), 'a', 'must be a group of fields, and is a text'],
  [z.record(z.string(), z.string()), [], 'must be a group of fields, and is a list'],
  [z.array(z.string()).min(1), [], 'must not be empty'],
  [z.array(z.string()).min(2), ['a'], 'must have at least 2 entries'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().max(3), 'four', 'must have at most 3 characters'],
  [z.number().min(0.5), 0, 'must be at least 0.5'],
  [z.number().max(240), 241, 'must be at most 240'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().lt(1), 1, 'must be less than 1'],
  [z.string('write the id in quotes'), 7, 'write the id in quotes'],
]

for (const [schema, value, reason] of cases) {
  test(`${JSON.stringify(value)}: ${reason}`, () => {
    const read = readBySchema(z.object({ field: schema }), { field: value })

    assert.deepEqual(read.ok ? [] : read.problems.map((one) => [one.path, one.reason]), [
      [['field'], reason],
    ])
  })
}
