import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOptions, USAGE } from '../../demo/read-options.ts'

test('whatever is wrong with the options is told with how the demo is called', () => {
  for (const args of [
    ['--sceonds', '3'],
    ['--seconds'],
    ['more'],
    ['--rate', '0'],
    ['--seed', ''],
  ]) {
    assert.throws(
      () => readOptions(args),
      ({ message }: Error) => message.endsWith(`.\n\n${USAGE}`) && !message.includes('..'),
      args.join(' '),
    )
  }
})

test('-h is --help', () => {
  assert.equal(readOptions(['-h']), 'help')
})
