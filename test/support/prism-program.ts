import { createRequire } from 'node:module'

/** Prism is no dependency of ours: whoever wants its checks installs it, unsaved. */
export function prismProgram(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@stoplight/prism-cli')
  } catch {
    return undefined
  }
}
