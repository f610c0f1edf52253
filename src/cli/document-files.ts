import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { problemText } from '../domain/place-text.ts'
import { CommandFailed } from './command.ts'

/** A document and what stands in it. */
type DocumentText = { readonly path: string; readonly text: string }

/** The documents at these paths, files or directories; fails with `CommandFailed` without one. */
export async function documentsAt(paths: readonly string[]): Promise<readonly DocumentText[]> {
  const files = (await Promise.all(paths.map(documentsIn))).flat()
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(path, 'utf8') })))
}

const EXTENSIONS = new Set(['.yaml', '.yml', '.json'])

/** The path itself, or the documents of a directory in the order of their names. */
async function documentsIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new CommandFailed(`${path} does not exist.`)
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => EXTENSIONS.has(extname(name))).sort()
  if (names.length === 0) throw new CommandFailed(`${path} contains no document.`)
  return names.map((name) => join(path, name))
}

/** Problems of documents, one a line. */
export function problemsText({
  title,
  detail,
  problems = [],
}: {
  title: string
  detail?: string | undefined
  problems?: readonly Parameters<typeof problemText>[0][] | undefined
}): string {
  return problems.length === 0 ? (detail ?? title) : problems.map(problemText).join('\n')
}
