import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive, run, temporaryDirectory, until, unusedPort } from '../support/processes.ts'

const ENTRY = join(import.meta.dirname, 'stub-product.ts')
const RUNNING = 'Speed-to-Lead is running at'

async function stubProduct(settings: Record<string, string> = {}) {
  const directory = await temporaryDirectory()
  const env = { STL_DATA_DIR: directory.path, PORT: `${await unusedPort()}`, ...settings }
  const product = run(ENTRY, [], { env, cwd: directory.path })
  const history = () => {
    const file = join(directory.path, 'history')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }
  return {
    product,
    env,
    history,
    /** The process that plays a role now. */
    pidOf: (role: string) =>
      Number([...history().matchAll(RegExp(`${role} (\\d+) started`, 'g'))].at(-1)?.[1]),
    health: () => fetch(`http://127.0.0.1:${env.PORT}/healthz`),
    [Symbol.asyncDispose]: async () => {
      await product[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

test('gateway and worker run as two processes, and it is told where they are reached', async () => {
  await using stub = await stubProduct()

  await stub.product.says(RUNNING)

  assert.match(stub.product.said(), new RegExp(`http://127.0.0.1:${stub.env.PORT}`))
  assert.equal((await stub.health()).status, 200)
  const pids = new Set([stub.product.pid, stub.pidOf('gateway'), stub.pidOf('worker')])
  assert.equal(pids.size, 3)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends everything in order, also when it comes twice`, async () => {
    await using stub = await stubProduct()
    await stub.product.says(RUNNING)
    const pids = [stub.pidOf('gateway'), stub.pidOf('worker')]

    // Ctrl-C reaches the roles as well.
    if (signal === 'SIGINT') for (const pid of pids) process.kill(pid, signal)
    stub.product.child.kill(signal)
    stub.product.child.kill(signal)

    assert.equal(await stub.product.ended, 0)
    assert.deepEqual(pids.filter(isAlive), [])
    assert.match(stub.history(), /gateway \d+ stopped/)
    assert.match(stub.history(), /worker \d+ stopped/)
    assert.match(stub.history(), /database left\n$/)
    assert.doesNotMatch(stub.history(), /released/)
  })
}

test('a role that does not end is killed, and all is over then', async () => {
  await using stub = await stubProduct({ STUB_FAULT: 'worker-hangs' })
  await stub.product.says(RUNNING)
  const worker = stub.pidOf('worker')

  stub.product.child.kill('SIGTERM')

  assert.equal(await stub.product.ended, 0)
  assert.equal(isAlive(worker), false)
  assert.match(stub.history(), /database left\n$/)
})

test('a worker that was killed is started again, and its jobs are handed back before', async () => {
  await using stub = await stubProduct()
  await stub.product.says(RUNNING)
  const first = stub.pidOf('worker')

  process.kill(first, 'SIGKILL')
  await until(() => stub.pidOf('worker') !== first, 'another worker started')

  const [before, after] = [...stub.history().matchAll(/worker \d+ started as (.+)/g)]
  assert.match(
    stub.history(),
    RegExp(`released ${before?.[1]}\nworker \\d+ started as ${after?.[1]}`),
  )
  assert.equal((await stub.health()).status, 200)
})

test('a gateway that was killed is started again', async () => {
  await using stub = await stubProduct()
  await stub.product.says(RUNNING)
  const first = stub.pidOf('gateway')

  process.kill(first, 'SIGKILL')
  await until(() => stub.pidOf('gateway') !== first, 'another gateway started')

  await until(
    async () => (await stub.health().catch(() => undefined))?.status === 200,
    'it answers',
  )
})

test('when the supervisor is killed its roles end by themselves', async () => {
  await using stub = await stubProduct()
  await stub.product.says(RUNNING)
  const pids = [stub.pidOf('gateway'), stub.pidOf('worker')]

  stub.product.child.kill('SIGKILL')

  await until(() => !pids.some(isAlive), 'the roles have ended')
  assert.match(stub.history(), /worker \d+ stopped/)
})

test('a second start on the same port says so and leaves the first alone', async () => {
  await using stub = await stubProduct()
  await stub.product.says(RUNNING)
  const before = stub.history()

  await using second = run(ENTRY, [], { env: stub.env })

  assert.equal(await second.ended, 1)
  assert.match(second.said(), new RegExp(`^Port ${stub.env.PORT} on 127.0.0.1 is in use`))
  assert.equal(stub.history(), before)
  assert.equal((await stub.health()).status, 200)
})

test('a role that cannot be started ends the start with its reason', async () => {
  await using stub = await stubProduct({ STUB_FAULT: 'worker-cannot-start' })

  assert.equal(await stub.product.ended, 1)

  assert.match(stub.product.said(), /The worker did not start: its cable is not plugged in/)
  assert.match(stub.history(), /database left\n$/)
})

test('a single role runs in the process that was started', async () => {
  await using stub = await stubProduct({ STL_ROLES: 'worker' })
  await stub.product.says('the worker runs')

  assert.equal(stub.pidOf('worker'), stub.product.pid)
  stub.product.child.kill('SIGTERM')

  assert.equal(await stub.product.ended, 0)
  assert.match(stub.history(), /worker \d+ stopped\ndatabase left\n$/)
})
