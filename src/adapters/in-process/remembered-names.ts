import type { NamedId } from '../../domain/attribution.ts'
import type { Clock } from '../../ports/clock.ts'
import type { KnownNames } from '../../ports/known-names.ts'

/** How long a name is taken as it is, and an id for nameless, in milliseconds. */
const REMEMBERED_MS = 60_000
/** Then all are forgotten: the leads of an hour come by few campaigns. */
const AT_MOST = 10_000

type Remembered = { readonly name: string | undefined; readonly untilMs: number }

/**
 * The same names, each asked for once a minute: a thousand leads of one campaign are one look into the
 * database, also while nobody has named it.
 */
export function rememberedNames(names: KnownNames, clock: Clock): KnownNames {
  const known = new Map<string, Remembered>()
  return {
    async of(ids) {
      const nowMs = clock().getTime()
      const fresh = ids.filter((id) => (known.get(keyOf(id))?.untilMs ?? 0) > nowMs)
      const said = new Map(fresh.map((id) => [keyOf(id), known.get(keyOf(id))?.name]))
      const missing = ids.filter((id) => !said.has(keyOf(id)))
      if (missing.length > 0) {
        const found = await names.of(missing)
        if (known.size >= AT_MOST) known.clear()
        for (const { kind, id } of missing) {
          const name = found(kind, id)
          said.set(keyOf({ kind, id }), name)
          known.set(keyOf({ kind, id }), { name, untilMs: nowMs + REMEMBERED_MS })
        }
      }
      return (kind, id) => said.get(keyOf({ kind, id }))
    },
  }
}

const keyOf = ({ kind, id }: NamedId) => `${kind} ${id}`
