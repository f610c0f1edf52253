import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
/** Beside the repository, or beside the folder it lies in. */
const FOLDER = ['../shared/samples/inbound', '../../shared/samples/inbound']
  .map((folder) => join(ROOT, folder))
  .find(existsSync)

/** Why checks against real deliveries are left out; false where they can be made. */
export const samplesMissing: string | false =
  FOLDER === undefined && 'there are no samples of real deliveries beside the repository'

/** The names of all samples; none where there are no samples. */
export const sampleNames = (): string[] => (FOLDER === undefined ? [] : readdirSync(FOLDER).sort())

/** Where one sample lies. */
export const samplePath = (name: string): string => join(FOLDER ?? '', name)

/** The bytes of one sample, as they are. */
export const sampleBytes = (name: string): Buffer => readFileSync(samplePath(name))
