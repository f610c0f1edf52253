import type { Path } from './document-references.ts'
import type { Documents } from './documents/documents.ts'
import type { DraftFinding } from './draft.ts'

/** What refers to reps, pools and sources beside the documents. Counts, by name. */
export type InUse = {
  /** Leads that a rep has now. */
  readonly leads: ReadonlyMap<string, number>
  /** Contacts and accounts that a rep owns. */
  readonly owned: ReadonlyMap<string, number>
  /** Deliveries of the last days, by source. */
  readonly deliveries: ReadonlyMap<string, number>
}

type Known = Pick<Documents, 'teams' | 'sources'>

/** A warning, and where in which document. */
export type LeftBehind = Pick<DraftFinding, 'code' | 'level' | 'message'> & {
  readonly kind: 'teams' | 'sources'
  readonly path: Path
}

/**
 * What documents would leave behind that are right in themselves: reps who are gone and have leads,
 * sources that are gone and still deliver, reps who had left and would be given leads again. All
 * are warnings: each may be meant.
 */
export function leftBehind(before: Known, after: Known, inUse: InUse): readonly LeftBehind[] {
  return [...gone(before, after, inUse), ...back(before, after), ...silent(before, after, inUse)]
}

function gone(before: Known, after: Known, { leads, owned }: InUse): readonly LeftBehind[] {
  const still = new Set(after.teams.reps.map(({ id }) => String(id)))
  return before.teams.reps.flatMap(({ id }) => {
    const [has, owns] = [leads.get(id) ?? 0, owned.get(id) ?? 0]
    if (still.has(id) || has + owns === 0) return []
    const message = `rep \`${id}\` would be gone, who has ${counted(has, 'lead')} and owns ${counted(owns, 'contact or account', 'contacts or accounts')}; \`active: false\` keeps who they are`
    return [warning('rep-in-use', 'teams', ['reps'], message)]
  })
}

function back(before: Known, after: Known): readonly LeftBehind[] {
  const left = new Set(before.teams.reps.flatMap(({ id, active }) => (active ? [] : [id])))
  return after.teams.reps.flatMap(({ id, active }, index) => {
    if (!active || !left.has(id)) return []
    const message = `rep \`${id}\` has left (\`active: false\`) and would be given leads again`
    return [warning('rep-active-again', 'teams', ['reps', index, 'active'], message)]
  })
}

function silent(before: Known, after: Known, { deliveries }: InUse): readonly LeftBehind[] {
  const still = new Set(after.sources.sources.map(({ key }) => key))
  return before.sources.sources.flatMap(({ key }) => {
    const came = deliveries.get(key) ?? 0
    if (still.has(key) || came === 0) return []
    const message = `source \`${key}\` would be gone, which sent ${counted(came, 'delivery', 'deliveries')} in the last 7 days; what it sends next would be refused`
    return [warning('source-in-use', 'sources', ['sources'], message)]
  })
}

const warning = (
  code: string,
  kind: LeftBehind['kind'],
  path: Path,
  message: string,
): LeftBehind => ({ code, level: 'warning', kind, path, message })

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`
