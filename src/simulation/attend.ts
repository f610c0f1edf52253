import type { Moment } from '../domain/simulation/moment.ts'
import type { World } from './world.ts'

/** Brings a world up to date with who is there. */
export function attend(
  { presence, timeOff }: World,
  moment: Extract<Moment, { kind: 'presence' | 'time-off' }>,
): void {
  if (moment.kind === 'presence') {
    presence.set(moment.repId, moment.presence)
  } else if ('added' in moment) {
    const { repId } = moment.added
    timeOff.set(repId, [...(timeOff.get(repId) ?? []), moment.added].sort(asRead))
  } else {
    for (const [repId, all] of timeOff) {
      const left = all.filter(({ id }) => id !== moment.removed)
      if (left.length < all.length) timeOff.set(repId, left)
    }
  }
}

type Added = { readonly id: string; readonly from: Date }

/** In the order in which decisions read them. */
const asRead = (a: Added, b: Added) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1)
