import type { Clock } from '../../ports/clock.ts'
import type { ContactJoins } from '../../ports/contact-joins.ts'
import type { Db } from './connect.ts'
import { holdingPersons, holdPersons } from './hold-persons.ts'
import { joinContacts } from './join-contacts.ts'
import type { MoveParts } from './move-leads.ts'
import { splitContacts } from './split-contacts.ts'

/** Joins and splits as rows that change hands, in one transaction each. */
export function postgresContactJoins(db: Db, parts: MoveParts & { clock: Clock }): ContactJoins {
  return {
    join: (id, { with: other, ...request }) =>
      holdingPersons(db, async (tx) => {
        const [stays, goes] = await holdPersons(tx, [id, other])
        if (stays === undefined || goes === undefined) throw new Error('Two persons were asked for')
        return joinContacts(tx, [stays, goes], request, { ...parts, at: parts.clock() })
      }),
    split: (id, request) =>
      holdingPersons(db, async (tx) => {
        const [person] = await holdPersons(tx, [id])
        if (person === undefined) throw new Error('A person was asked for')
        return splitContacts(tx, person, request, { ...parts, at: parts.clock() })
      }),
  }
}
