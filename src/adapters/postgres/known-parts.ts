import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { LeadParts } from '../../domain/lead-parts.ts'

/** About as many leads as are under way in a process, followers included; each takes a few KB. */
const AT_MOST = 4_000

/** The parts of the leads this process has seen last, so that they need not be read again. */
export type KnownParts = {
  /** The parts of the lead as it stands in that version; undefined when they are not known. */
  of(id: LeadId, version: number): LeadParts | undefined
  /** Whether parts of the lead are known at all, of whichever version. */
  has(id: LeadId): boolean
  /** Remembers a lead as it was read, or once its commit is done; never before. */
  keep(lead: Lead): void
}

/**
 * Remembers parts by the lead's version: whoever changes parts changes the version with them, here
 * or in another process, and what was remembered is then good for nothing. The lead kept longest
 * ago is forgotten first, and of an erased one nothing is remembered.
 */
export function knownParts(atMost = AT_MOST): KnownParts {
  const known = new Map<LeadId, Pick<Lead, 'version' | 'parts'>>()
  return {
    of(id, version) {
      const found = known.get(id)
      if (found?.version === version) return found.parts
      known.delete(id)
      return undefined
    },
    has: (id) => known.has(id),
    keep({ id, version, state, parts }) {
      known.delete(id)
      if (state === 'erased') return
      known.set(id, { version, parts })
      if (known.size > atMost) for (const oldest of known.keys()) return void known.delete(oldest)
    },
  }
}
