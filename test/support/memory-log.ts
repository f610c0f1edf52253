import type { Log } from '../../src/ports/log.ts'

/** What was logged, as level and message. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (_fields: unknown, message: string) =>
    void lines.push(`${level}: ${message}`)
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
