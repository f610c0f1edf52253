import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processMark } from './process-mark.ts'

/** Notes in a directory that this process uses the server; resolves to what takes the note back. */
export async function registerUser(directory: string): Promise<() => Promise<void>> {
  const note = join(directory, `${process.pid}.${randomUUID()}`)
  await mkdir(directory, { recursive: true })
  await writeFile(note, `${processMark(process.pid)}`)
  return () => rm(note, { force: true })
}

/** Whether anybody alive is noted. Forgets those who died without taking their note back. */
export async function hasUsers(directory: string): Promise<boolean> {
  let alive = 0
  for (const name of await readdir(directory)) {
    const note = join(directory, name)
    const mark = await readFile(note, 'utf8')
    if (processMark(Number.parseInt(name, 10)) === mark) alive += 1
    else await rm(note, { force: true })
  }
  return alive > 0
}
