import { readdir, readFile } from 'node:fs/promises'
import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import { readDocuments } from '../domain/read-documents.ts'
import type { Platform } from './platform.ts'

/** The revision before the first. */
const NOTHING_YET = 0

const FOLDER = new URL('../../config/', import.meta.url)

/** Applies the documents of `config/` when none were ever applied, so that a first start works. */
export async function applyExampleCompany({ configuration, log }: Platform): Promise<void> {
  if (await isConfigured(configuration)) return
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml'))
  const files = await Promise.all(
    names.map(async (name) => ({
      path: `config/${name}`,
      text: await readFile(new URL(name, FOLDER), 'utf8'),
    })),
  )
  const read = readDocuments(files)
  if (!read.ok) {
    const problems = read.problems.map(({ file, line, reason }) => `${file}:${line}: ${reason}`)
    throw new Refused('example-company-invalid', problems.join('\n'))
  }
  try {
    const { revision } = await configuration.apply(read.documents, 'example company', NOTHING_YET)
    log.info({ revision }, 'Applied the example company, because nothing was configured')
  } catch (error) {
    // Another process of this installation did the same a moment ago.
    if (!(error instanceof Overtaken)) throw error
  }
}

async function isConfigured(configuration: Platform['configuration']): Promise<boolean> {
  try {
    await configuration.current()
    return true
  } catch (error) {
    if (error instanceof Unavailable && error.code === 'not-configured') return false
    throw error
  }
}
