import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ADMIN_TOKEN } from '../../test/support/a-gateway.ts'
import { temporaryDirectory } from '../../test/support/processes.ts'
import { runningApi } from '../../test/support/running-api.ts'
import { leaveProductFile } from './product-file.ts'

const GONE = { url: 'http://127.0.0.1:1', adminToken: ADMIN_TOKEN }

test('a product that stops leaves the file to the one that still answers', async () => {
  await using directory = await temporaryDirectory()
  await using api = await runningApi()
  const file = async () => JSON.parse(await readFile(join(directory.path, 'product.json'), 'utf8'))
  const first = { url: api.url, adminToken: api.adminToken }
  const second = { url: 'http://127.0.0.1:2', adminToken: 'of-the-second' }

  await leaveProductFile(directory.path, first)
  const stopSecond = await leaveProductFile(directory.path, second)
  const whileBothRun = await file()
  await stopSecond()

  assert.deepEqual(whileBothRun, second)
  assert.deepEqual(await file(), first)
})

test('the file of a product that is gone, or of a later one, is not touched', async () => {
  await using directory = await temporaryDirectory()
  const path = join(directory.path, 'product.json')
  await writeFile(path, 'damaged')
  const second = { url: 'http://127.0.0.1:2', adminToken: 'of-the-second' }
  const third = { url: 'http://127.0.0.1:3', adminToken: 'of-the-third' }

  const stopFirst = await leaveProductFile(directory.path, GONE)
  const stopSecond = await leaveProductFile(directory.path, second)
  await stopFirst()
  await stopSecond()
  const afterSecond = JSON.parse(await readFile(path, 'utf8'))
  await leaveProductFile(directory.path, third)
  await stopSecond()

  assert.deepEqual(afterSecond, second)
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), third)
})
