import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Change } from './changes-in-guide.ts'

/** A copy of the code to change, gone when its scope ends. */
export type ExtendedCopy = AsyncDisposable & { readonly directory: string }

const ROOT = join(import.meta.dirname, '../..')
/** What the compiler looks at, and what tests need besides. */
const COPIED = [
  ...(JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include as string[]),
  ...['tsconfig.json', 'package.json', 'config', 'docs', 'snippet', 'pages'],
]

/** Copies the code and makes these changes. Fails on a change that does not fit the code. */
export async function extendedCopy(changes: readonly Change[]): Promise<ExtendedCopy> {
  await using untilItFails = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'speed-to-lead-extended-'))
  untilItFails.defer(() => rm(directory, { recursive: true, force: true }))
  for (const path of COPIED) {
    await cp(join(ROOT, path), join(directory, path), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  for (const change of changes) await make(change, directory)
  const kept = untilItFails.move()
  return { directory, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function make(change: Change, directory: string): Promise<void> {
  const file = join(directory, change.path)
  await mkdir(dirname(file), { recursive: true })
  if (change.kind === 'new') return writeFile(file, change.text, { flag: 'wx' })
  await writeFile(file, patched(await readFile(file, 'utf8'), change.lines, change.path))
}

/** Replaces the lines that stay or go by those that stay or come; they must stand there once. */
function patched(text: string, lines: readonly string[], path: string): string {
  const side = (left: string) =>
    lines.filter((line) => !line.startsWith(left)).map((line) => `${line.slice(1)}\n`)
  const [before, after] = [side('+').join(''), side('-').join('')]
  const parts = `\n${text}`.split(`\n${before}`)
  if (parts.length === 2) return parts.join(`\n${after}`).slice(1)
  throw new Error(
    `CONTRIBUTING.md changes lines that stand ${parts.length - 1} times in ${path}:\n${before}`,
  )
}
