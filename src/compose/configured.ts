import { Refused } from '../domain/failure.ts'
import type { Log } from '../ports/log.ts'

/** A vendor whose secret is missing is not configured: it is named once, told on, and not tried. */
export function configured<T>(
  name: string,
  { log }: { readonly log: Log },
  make: () => T | undefined,
  tell: (failure: Refused) => void = () => undefined,
): T[] {
  try {
    const made = make()
    return made === undefined ? [] : [made]
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    log.warn({ vendor: name, code: error.code }, `${name} is not configured: ${error.message}`)
    tell(error)
    return []
  }
}
