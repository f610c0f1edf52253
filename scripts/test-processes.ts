import { globSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Tests that start processes, measure what something costs, or keep something for the whole file. They
 * are few and long, so that a process for each costs little.
 */
const ALONE = /^test\/(browser|crash|demo|extend|fuzz|start)\//
/** More than run at once, so that none of them is left over at the end for long. */
const SHARED = 8

/**
 * The files that Node's runner is to start, each in a process of its own, for the tests below these
 * folders and in these files.
 *
 * Loading the product takes longer than most files of tests do. So the tests of many files share a
 * process, by a file in this directory that imports them; their names and places are told as before.
 * Those that share one find what `first` does when it is imported.
 */
export async function testProcesses(
  paths: readonly string[],
  directory: string,
  first: readonly string[] = [],
): Promise<readonly string[]> {
  const files = (await Promise.all(paths.map(filesIn))).flat().sort()
  const alone = files.filter((file) => ALONE.test(file))
  const others = files.filter((file) => !ALONE.test(file))
  const shares = Array.from({ length: SHARED }, (_, share) =>
    // Neighbours are long alike, so they are dealt out like cards.
    others.filter((_, index) => index % SHARED === share),
  ).filter((share) => share.length > 0)
  const together = shares.map((share, index) =>
    importing([...first, ...share], join(directory, `${index}.test.mjs`)),
  )
  return [...(await Promise.all(together)), ...alone]
}

/** A folder stands for all tests below it. */
async function filesIn(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined)
  const pattern = found?.isDirectory() ? `${path.replace(/\/$/, '')}/**/*.test.ts` : path
  return globSync(pattern)
}

async function importing(files: readonly string[], path: string): Promise<string> {
  const lines = files.map((file) => `import '${pathToFileURL(resolve(file))}'\n`)
  await writeFile(path, lines.join(''))
  return path
}
