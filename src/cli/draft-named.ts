import { CommandFailed } from './command.ts'
import { DraftAnswer } from './draft-answers.ts'
import type { Product } from './product.ts'

/** A draft as it is named on the command line: `12`, or `12@3` for its third version. */
export type DraftNamed = { readonly path: string; readonly version: number | undefined }

/** Reads `12` or `12@3`; fails with `CommandFailed` for anything else. */
export function draftNamed([text, ...more]: readonly string[]): DraftNamed {
  const [, number, version] = /^(\d+)(?:@(\d+))?$/.exec(text ?? '') ?? []
  if (number === undefined || more.length > 0) {
    throw new CommandFailed('Name one draft by its number, as 12 or 12@3.', 2)
  }
  return {
    path: `/v1/config/drafts/${number}`,
    version: version === undefined ? undefined : Number(version),
  }
}

/** The version that was named, or the present one. */
export async function versionOf({ path, version }: DraftNamed, product: Product): Promise<number> {
  return version ?? (await product.get(path, DraftAnswer)).version
}

/** The version that was named. Fails without one: what is decided must be about what was seen. */
export function versionSeen({ version, path }: DraftNamed): number {
  if (version !== undefined) return version
  const number = path.split('/').at(-1)
  throw new CommandFailed(
    `Say which version you have seen, ${number}@<version>. ./stl rules show ${number} tells it.`,
    2,
  )
}
