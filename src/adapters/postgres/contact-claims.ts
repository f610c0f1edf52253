import { sql } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import { type ContactId, newId } from '../../domain/ids.ts'
import type { ContactBook } from '../../ports/contact-book.ts'
import type { Db } from './connect.ts'
import { anyOf, insertAll } from './fixed-text.ts'
import { grouped } from './grouped.ts'

type Claim = { readonly contactId: ContactId; readonly purpose: string; readonly holder: string }
type Holder = Pick<Claim, 'holder'>

/** Kept so lately a claim is good for six more seconds, longer than any write to a CRM takes. */
const FRESH_MS = 2_000

/** Claims as rows, by the database's clock: the unique key decides who of several has one. */
export function contactClaims(
  db: Db,
  now: () => number = () => performance.now(),
): ContactBook['claim'] {
  const take = grouped((claims: readonly Claim[]) => takeAll(db, claims))
  const keep = grouped((holders: readonly string[]) => keepAll(db, holders))
  const release = grouped((holders: readonly string[]) => releaseAll(db, holders))
  return async (contactId, purpose) => {
    const holder: string = newId()
    // Before the database is asked, so that its time of keeping is never earlier than ours.
    let keptMs = now()
    if (!(await take({ contactId, purpose, holder }))) return undefined
    return {
      async keep() {
        const startedMs = now()
        if (startedMs - keptMs < FRESH_MS) return
        if (!(await keep(holder))) throw new Overtaken(`The claim on ${contactId} has lapsed`)
        keptMs = startedMs
      },
      release: () => release(holder),
    }
  }
}

const keyOf = ({ contactId, purpose }: Claim) => `${contactId} ${purpose}`

/** Of several in one batch the first has the claim; sorted, so that two batches never deadlock. */
async function takeAll(db: Db, claims: readonly Claim[]): Promise<boolean[]> {
  const firsts = new Map(claims.toReversed().map((claim) => [keyOf(claim), claim]))
  const rows = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, claim]) => claim)
  const ending = sql`
    on conflict (contact_id, purpose) do update set holder = excluded.holder, kept_at = now()
      where contact_claims.kept_at <= now() - interval '8 seconds'
    returning holder`
  const taken = await insertAll<Holder>('contactClaims', rows, ending).execute(db)
  return isAmong(
    taken.rows,
    claims.map(({ holder }) => holder),
  )
}

async function keepAll(db: Db, holders: readonly string[]): Promise<boolean[]> {
  const kept = await sql<Holder>`
    with locked as (${locked(holders)})
    update contact_claims set kept_at = now() from locked
    where contact_claims.holder = locked.holder returning contact_claims.holder`.execute(db)
  return isAmong(kept.rows, holders)
}

async function releaseAll(db: Db, holders: readonly string[]): Promise<undefined[]> {
  await sql`
    with locked as (${locked(holders)})
    delete from contact_claims using locked
    where contact_claims.holder = locked.holder`.execute(db)
  return holders.map(() => undefined)
}

/** In the order in which claims are taken. */
const locked = (holders: readonly string[]) => sql`
  select holder from contact_claims where holder = ${anyOf(holders)}
  order by contact_id, purpose collate "C" for update`

function isAmong(rows: readonly Holder[], holders: readonly string[]): boolean[] {
  const found = new Set(rows.map(({ holder }) => holder))
  return holders.map((holder) => found.has(holder))
}
