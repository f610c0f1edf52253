import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'

const CHECKOUT = resolve(import.meta.dirname, '../..')

/**
 * Notes in the data directory that a product runs, from which checkout and where it is reached, so
 * that nothing is installed beneath it. Resolves to what takes the note back.
 */
export async function noteRunning({ dataDir, localUrl }: Config): Promise<() => Promise<void>> {
  const directory = join(dataDir, 'running')
  const note = join(directory, `${process.pid}`)
  await mkdir(directory, { recursive: true })
  await writeFile(note, JSON.stringify({ checkout: CHECKOUT, url: localUrl }))
  return () => rm(note, { force: true })
}
