import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ContactId } from '../../src/domain/ids.ts'
import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import { type IdentityIndex, MOST_CANDIDATES } from '../../src/ports/identity-index.ts'

/** An index with nobody in it. */
export type IndexHarness = AsyncDisposable & {
  readonly index: IdentityIndex
  /** Files a contact under what was said of it, beside what was said before; a new one without an id. */
  file(said: PersonFacts, id?: ContactId): Promise<ContactId>
  forget(id: ContactId): Promise<void>
  /** Resolves once look-ups know of all that was filed. */
  settled(): Promise<void>
}

export const INGRID: PersonFacts = {
  givenName: 'Ingrid',
  familyName: 'Solberg',
  emails: ['ingrid.solberg@acme.example'],
  phones: ['+4791234567'],
  company: 'Acme Logistics AS',
  companyDomains: ['acme.example'],
}
const OLGA: PersonFacts = {
  givenName: 'Olga',
  familyName: 'Ivanova',
  emails: ['olga@other.example'],
  phones: ['+12025550123'],
  company: 'Quayside Foods',
  companyDomains: ['other.example'],
}
const NOTHING: PersonFacts = { emails: [], phones: [], companyDomains: [] }

async function idsOf(index: IdentityIndex, facts: PersonFacts) {
  const { found } = await index.candidates(facts)
  return found.map(({ contactId }) => contactId)
}

/** What every index of contacts promises. */
export function identityIndexContract(name: string, setUp: () => Promise<IndexHarness>): void {
  describe(`${name} is an identity index`, () => {
    test('a person is found by any key they left, with what is known of them', async () => {
      await using harness = await setUp()
      const { index } = harness
      const ingrid = await harness.file(INGRID)
      await harness.file(OLGA)
      await harness.settled()

      assert.deepEqual(await index.candidates(INGRID), {
        found: [{ contactId: ingrid, facts: INGRID }],
        cappedKeys: [],
      })
      assert.deepEqual(await idsOf(index, { ...NOTHING, phones: INGRID.phones }), [ingrid])
      const swapped = { ...NOTHING, givenName: 'Solberg', familyName: 'Ingrid' }
      assert.deepEqual(await idsOf(index, swapped), [ingrid])
    })

    test('whoever says nothing, or nothing that tells people apart, finds nobody', async () => {
      await using harness = await setUp()
      const nobody = { ...NOTHING, givenName: 'Test', familyName: 'test', company: 'n/a' }
      const atDesk = { ...nobody, emails: ['info@acme.example', 'noreply@acme.example'] }
      await harness.file(INGRID)
      await harness.file(atDesk)
      await harness.settled()

      for (const facts of [NOTHING, nobody, atDesk]) {
        assert.deepEqual(await harness.index.candidates(facts), { found: [], cappedKeys: [] })
      }
    })

    test('what was said before is kept beside what is said later', async () => {
      await using harness = await setUp()
      const { index } = harness
      const ingrid = await harness.file(INGRID)
      const moved = { ...INGRID, emails: ['ingrid@fjord.example'], companyDomains: [] }
      await harness.file({ ...moved, company: 'Fjord Textiles' }, ingrid)
      await harness.settled()

      for (const email of [...INGRID.emails, ...moved.emails]) {
        assert.deepEqual(await idsOf(index, { ...NOTHING, emails: [email] }), [ingrid])
      }
      const [known] = (await index.candidates(INGRID)).found
      assert.deepEqual(known?.facts.emails, [...moved.emails, ...INGRID.emails])
      assert.equal(known?.facts.company, 'Fjord Textiles')
    })

    test('a key that is not theirs any longer leads to them no more', async () => {
      await using harness = await setUp()
      const company = { ...NOTHING, givenName: 'Ingrid', familyName: 'Solberg' }
      const ingrid = await harness.file({ ...company, company: 'Acme' })
      await harness.settled()
      await harness.file({ ...company, company: 'Fjord' }, ingrid)
      await harness.settled()

      const without = { ...NOTHING, familyName: 'Solberg' }
      assert.deepEqual(await idsOf(harness.index, { ...without, company: 'Acme' }), [])
      assert.deepEqual(await idsOf(harness.index, { ...without, company: 'Fjord' }), [ingrid])
    })

    test('who shares more and rarer keys comes first', async () => {
      await using harness = await setUp()
      const namesake = await harness.file({
        ...NOTHING,
        givenName: 'Ingrid',
        familyName: 'Solberg',
      })
      const herself = await harness.file(INGRID)
      const another = await harness.file({ ...INGRID, emails: [], phones: [] })
      await harness.settled()

      assert.deepEqual(await idsOf(harness.index, INGRID), [herself, another, namesake])
    })

    test('a contact that was erased is found no more', async () => {
      await using harness = await setUp()
      const ingrid = await harness.file(INGRID)
      await harness.settled()
      await harness.forget(ingrid)
      await harness.settled()

      assert.deepEqual(await harness.index.candidates(INGRID), { found: [], cappedKeys: [] })
    })

    test('of a key that many share only the newest are looked at, and it is said', async () => {
      await using harness = await setUp()
      const smith = { ...NOTHING, givenName: 'John', familyName: 'Smith' }
      const ids: ContactId[] = []
      for (let count = 0; count < 105; count += 1) ids.push(await harness.file(smith))
      const rare = await harness.file({ ...NOTHING, phones: ['+4791234567'] })
      await harness.settled()

      const { found, cappedKeys } = await harness.index.candidates({
        ...smith,
        phones: ['+4791234567'],
      })

      assert.deepEqual(cappedKeys, ['names'])
      assert.equal(found[0]?.contactId, rare)
      const newest = ids.toReversed().slice(0, MOST_CANDIDATES - 1)
      assert.deepEqual(
        found.slice(1).map(({ contactId }) => contactId),
        newest,
      )
    })

    test('there are never more candidates than can be compared', async () => {
      await using harness = await setUp()
      const families = ['Solberg', 'Berg', 'Dahl']
      for (let count = 0; count < 90; count += 1) {
        for (const familyName of families) {
          await harness.file({ ...NOTHING, phones: [`+479100000${families.indexOf(familyName)}`] })
        }
      }
      await harness.settled()

      const phones = ['+4791000000', '+4791000001', '+4791000002']
      const { found, cappedKeys } = await harness.index.candidates({ ...NOTHING, phones })

      assert.equal(found.length, MOST_CANDIDATES)
      assert.deepEqual(cappedKeys, [])
    })

    test('many who ask at once are each answered their own', async () => {
      await using harness = await setUp()
      const people = Array.from({ length: 40 }, (_, at) => ({
        ...NOTHING,
        phones: [`+47912345${String(at).padStart(2, '0')}`],
      }))
      const ids: ContactId[] = []
      for (const facts of people) ids.push(await harness.file(facts))
      await harness.settled()

      const answers = await Promise.all(people.map((facts) => idsOf(harness.index, facts)))

      assert.deepEqual(
        answers,
        ids.map((id) => [id]),
      )
    })
  })
}
