import type { Documents } from '../../src/domain/documents/documents.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { RepId } from '../../src/domain/ids.ts'
import { exampleCompany } from '../../test/support/example-company.ts'

/** So many more reps in each pool of the example company that 3,000 leads a day have somebody. */
const MORE_REPS = 15
/** One in so many may be given only so many leads a day, so that caps are counted and reached. */
const CAPPED = { oneIn: 4, caps: [{ most: 50, per: 'day' }] } as const

/** The example company with many more reps, some of whom have caps. */
export function largeCompany(): Documents {
  const { documents } = exampleCompany()
  const { teams } = documents
  const more = teams.pools.map((pool) => {
    const template = teams.reps.find(({ id }) => id === pool.members[0]?.repId)
    const reps = Array.from({ length: MORE_REPS }, (_, at) => {
      const id = `${pool.id}-${at}` as RepId
      const caps = at % CAPPED.oneIn === 0 ? CAPPED.caps : []
      return { ...template, id, name: id, email: `${id}@halden.example`, caps }
    })
    const members = [...pool.members, ...reps.map(({ id }) => ({ repId: id }))]
    return { reps, pool: { ...pool, members } }
  })
  const reps = [...teams.reps, ...more.flatMap((one) => one.reps)]
  const pools = more.map(({ pool }) => pool)
  return { ...documents, teams: TeamsDocument.parse({ ...teams, reps, pools }) }
}
