import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const MODULE = JSON.stringify(new URL('./pino-log.ts', import.meta.url))

/** What a program prints that has a log; the log writes to its standard output. */
function printed(program: string): Record<string, unknown>[] {
  const { stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', `import { pinoLog } from ${MODULE}\n${program}`],
    { encoding: 'utf8' },
  )
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

test('an error is logged with its code, message and cause, without the data it carries', () => {
  const [line] = printed(`
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: '(ann@example.com)' })
    const error = new Error('The lead could not be written', { cause })
    pinoLog({ level: 'info', name: 'worker' }).error({ error, leadId: 'a-lead' }, 'A job failed')
  `)

  assert.equal(line?.name, 'worker')
  assert.equal(line?.leadId, 'a-lead')
  assert.match(JSON.stringify(line), /The lead could not be written.*23505.*duplicate key/)
  assert.doesNotMatch(JSON.stringify(line), /ann@example/)
})

test('lines below the level are not written', () => {
  const lines = printed(`
    const log = pinoLog({ level: 'warn', name: 'worker' })
    log.info({}, 'one')
    log.warn({}, 'two')
  `)

  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['two'],
  )
})
