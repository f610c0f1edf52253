import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { lockedScene, routedTo } from '../../test/support/assign-scene.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { RoutingDocument } from '../domain/documents/routing.ts'
import { factsGiven } from '../domain/facts-given.ts'
import type { RepId } from '../domain/ids.ts'
import type { Scene } from '../domain/why-not/scene.ts'
import { whyNot } from '../domain/why-not/why-not.ts'
import { decisionEngine } from './decision-engine.ts'
import { whyNotInThread } from './why-not-in-thread.ts'

/** So many rules that only what the lead is keeps it from those that name Cleo. */
function searchedIn(count: number) {
  const rules = Array.from({ length: count }, (_, n) => ({
    ...{ id: `r${n}`, name: `Rule ${n}`, targets: [{ rep: n % 40 === 0 ? 'cleo' : 'ada' }] },
    when: `lead.city == "c${n}" && lead.region == "r${n % 7}" && account.industry == "i${n % 5}"`,
  }))
  const routing = RoutingDocument.parse({ rules, fallback: [{ rep: 'bo' }] })
  const locked = lockedScene()
  const { teams } = locked.configuration.documents
  const configuration = exampleCompany({ teams, routing })
  const facts = factsGiven({ 'lead.city': 'c1', 'lead.region': 'r2', 'account.industry': 'i2' })
  return { facts, lead: routedTo([]), locked: { ...locked, configuration } }
}

test('a long search comes to what it comes to here, and others have their turns meanwhile', async () => {
  const cleo = 'cleo' as RepId
  // The thread is there already, as it is but for the first question.
  await whyNotInThread.find(searchedIn(1), cleo)
  const scene = searchedIn(1_000)

  let isFound = false
  const found = whyNotInThread.find(scene, cleo).finally(() => {
    isFound = true
  })
  let turns = 0
  for (; !isFound; turns += 1) await setImmediate()

  assert.deepEqual(await found, whyNot(scene, cleo, decisionEngine))
  // Sought here it would take none: the question, the answer and the end of waiting come to a few.
  assert.ok(turns > 100, `${turns} turns`)
})

test('when the thread fails whoever waits is told, and the next question is answered', async () => {
  const cleo = 'cleo' as RepId
  const broken = { ...searchedIn(1), facts: {} } as unknown as Scene

  await assert.rejects(whyNotInThread.find(broken, cleo), TypeError)

  const { got } = await whyNotInThread.find(searchedIn(1), cleo)
  assert.equal(got, 'bo')
})
