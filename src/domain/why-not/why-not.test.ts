import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { decisionEngine } from '../../compose/decision-engine.ts'
import type { RepLoad } from '../capacity.ts'
import type { Locked } from '../decision.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import { TeamsDocument } from '../documents/teams.ts'
import { factsGiven, type GivenFacts } from '../facts-given.ts'
import type { ContactId, LeadId, PoolId, RepId } from '../ids.ts'
import { emptyLedger } from '../ledger.ts'
import type { Presence } from '../presence.ts'
import { UNITS_PER_CREDIT } from '../shares.ts'
import { applyChange } from './apply-change.ts'
import type { Change } from './change.ts'
import { receiverOf, type Scene } from './scene.ts'
import { whyNot } from './why-not.ts'
import { whyNotText } from './why-not-text.ts'

const REPS = ['ana', 'ben', 'cleo', 'dan'] as RepId[]
const MONDAY = new Date('2026-03-02T12:00:00Z')
const CONTACT = 'contact-1' as ContactId
const [NORTH, SOUTH] = ['north', 'south'] as [PoolId, PoolId]

type Given = {
  readonly facts?: GivenFacts
  readonly presence?: Readonly<Record<string, Presence>>
  readonly off?: readonly RepId[]
  readonly tried?: readonly RepId[]
  readonly owner?: RepId
  readonly inactive?: readonly RepId[]
  readonly atCap?: readonly RepId[]
  /** What Ana is owed in the north, in tenths of a credit; Ben owes it. */
  readonly owed?: number
}

const rule = (id: string, when: string, poolId: PoolId) => ({
  ...{ id, name: id, when, targets: [{ kind: 'pool' as const, poolId }] },
})

const ROUTING: RoutingDocument = {
  rules: [
    rule('nordics', 'lead.country in ["NO", "SE"]', NORTH),
    rule('large', 'account.employees >= 500 && !lead.freeMail', SOUTH),
  ],
  fallback: [{ kind: 'rep', repId: 'dan' as RepId }],
  expect: [],
}

function teamsOf({ inactive = [], atCap = [] }: Given): TeamsDocument {
  return TeamsDocument.parse({
    teams: [{ id: 'sales', name: 'Sales' }],
    reps: REPS.map((id) => ({
      ...{ id, name: id, email: `${id}@halden.example`, teamId: 'sales', timeZone: 'UTC' },
      active: !inactive.includes(id),
      caps: atCap.includes(id) ? [{ most: 1, of: 'open' }] : [],
    })),
    pools: [
      { id: NORTH, name: 'North', members: [{ repId: 'ana' }, { repId: 'ben' }] },
      { id: SOUTH, name: 'South', members: [{ repId: 'ben' }, { repId: 'cleo' }] },
    ],
    defaultAcceptor: 'dan',
  })
}

const LOAD: RepLoad = {
  queue: [],
  taken: [
    {
      ...{ leadId: 'other' as LeadId, repId: 'ana' as RepId, poolId: undefined, at: MONDAY },
      ...{ tier: 'cold', sourceKey: 'web-form', isOpen: true, isUnacknowledged: true },
    },
  ],
}

function sceneOf(given: Given): Scene {
  const units = ((given.owed ?? 0) * UNITS_PER_CREDIT) / 10
  const credits = { ana: units, ben: -units } as Record<RepId, number>
  const contact = { id: CONTACT, fields: {}, origins: {}, leadCount: 1, ownerLeadId: undefined }
  const locked: Locked = {
    ...{ now: MONDAY, seed: 7, identities: new Map(), settledPairs: new Set(), queues: new Map() },
    configuration: exampleCompany({ teams: teamsOf(given), routing: ROUTING }),
    contacts: new Map([[CONTACT, { ...contact, ownerRepId: given.owner }]]),
    topOf: new Map([[CONTACT, CONTACT]]),
    pools: new Map([[NORTH, { ...emptyLedger(NORTH), credits }]]),
    presence: new Map(Object.entries(given.presence ?? {}) as [RepId, Presence][]),
    timeOff: new Map(
      (given.off ?? []).map((id) => [
        id,
        [{ from: MONDAY, to: new Date('2026-03-09T00:00:00Z'), cover: undefined }],
      ]),
    ),
    loads: new Map((given.atCap ?? []).map((id) => [id, LOAD])),
  }
  const lead = aLead({ contactId: CONTACT, triedRepIds: given.tried ?? [] })
  return { facts: factsGiven(given.facts ?? { 'lead.country': 'NO' }), lead, locked }
}

const ask = (given: Given, rep: string) => whyNot(sceneOf(given), rep as RepId, decisionEngine)
const kinds = (given: Given, rep: string) => ask(given, rep).changes?.map(({ kind }) => kind)
const sentence = (given: Given, rep: string) =>
  whyNotText(ask(given, rep), rep as RepId, { nameOf: (id) => id, withFacts: true })

describe('why a lead did not come to a rep', () => {
  test('it did', () => {
    assert.deepEqual(ask({ owed: 5 }, 'ana').changes, [])
  })

  test('it was not their turn, by so much, and comes so many turns later', () => {
    const { changes, turn, got } = ask({ owed: -4 }, 'ana')

    assert.equal(got, 'ben')
    assert.deepEqual(
      changes?.map(({ kind }) => kind),
      ['turn'],
    )
    assert.ok(turn)
    assert.ok(Math.abs(turn.owed - 0.1) < 1e-9 && Math.abs(turn.receiverOwed - 0.9) < 1e-9)
    assert.equal(turn.turnsLater, 1)
    assert.match(sentence({ owed: -4 }, 'ana'), /1 turn later.*owed \+0\.10, who got it \+0\.90/)
  })

  test('they said that they were away, had time off, a cap, had had it, or have left', () => {
    const owed = 5
    assert.deepEqual(kinds({ owed, presence: { ana: 'away' } }, 'ana'), ['presence'])
    assert.deepEqual(kinds({ owed, off: ['ana' as RepId] }, 'ana'), ['time-off'])
    assert.deepEqual(kinds({ owed, atCap: ['ana' as RepId] }, 'ana'), ['cap'])
    assert.deepEqual(kinds({ owed, tried: ['ana' as RepId] }, 'ana'), ['tried'])
    assert.deepEqual(kinds({ owed, inactive: ['ana' as RepId] }, 'ana'), ['active'])
  })

  test('the person is somebody else’s', () => {
    assert.deepEqual(ask({ owner: 'cleo' as RepId }, 'ana').changes, [
      { kind: 'owner', of: 'contact', was: 'cleo' },
    ])
  })

  test('another rule took it: the fewest fields of the lead, with values', () => {
    const { changes } = ask({ facts: { 'lead.country': 'FR' }, owed: 5 }, 'ana')

    assert.deepEqual(changes, [
      { kind: 'facts', ruleId: 'nordics', facts: { 'lead.country': 'NO' } },
    ])
    assert.match(
      sentence({ facts: { 'lead.country': 'FR' }, owed: 5 }, 'ana'),
      /^dan got this lead. It would have come to ana by rule nordics, had the lead had lead.country = "NO".$/,
    )
  })

  test('they lack a skill that the rule asks for, and not those it would have done without', () => {
    const asked = {
      ...ROUTING.rules[0],
      skills: {
        required: { german: 2 },
        wished: [{ skill: 'french', level: 1, group: 0 }],
        dropAfterSeconds: 60,
      },
    }
    const from = sceneOf({ owed: 5 })
    const { documents } = from.locked.configuration
    const routing = { ...ROUTING, rules: [asked] } as RoutingDocument
    const reps = documents.teams.reps.map((rep) =>
      rep.id === 'ben' ? { ...rep, skills: { german: 3 } } : rep,
    )
    const configuration = {
      revision: 1,
      documents: { ...documents, routing, teams: { ...documents.teams, reps } },
    }
    const scene = { ...from, locked: { ...from.locked, configuration } }

    const { changes } = whyNot(scene, 'ana' as RepId, decisionEngine)

    assert.deepEqual(changes, [{ kind: 'skills', skills: { german: 2 } }])
  })

  test('two things together, and each of them', () => {
    const given = { owed: -4, presence: { ana: 'away' } } as const

    assert.deepEqual(kinds(given, 'ana'), ['turn', 'presence'])
  })
})

const scene = fc.record({
  facts: fc.record({
    'lead.country': fc.constantFrom('NO', 'SE', 'FR', null),
    'account.employees': fc.constantFrom(10, 500, 900, null),
    'lead.freeMail': fc.constantFrom(true, false, null),
  }),
  presence: fc.dictionary(
    fc.constantFrom(...REPS.map(String)),
    fc.constantFrom<Presence>('away', 'do-not-disturb', 'online'),
  ),
  off: fc.subarray(REPS, { maxLength: 2 }),
  tried: fc.subarray(REPS, { maxLength: 2 }),
  inactive: fc.subarray(REPS.slice(0, 3), { maxLength: 1 }),
  atCap: fc.subarray(REPS.slice(0, 1)),
  owned: fc.constantFrom(undefined, ...REPS),
  owed: fc.integer({ min: -9, max: 9 }),
})

/** Changes that nobody has to measure, each made on its own. */
const SINGLE: readonly Change[] = [
  { kind: 'turn', poolId: NORTH, credits: 50 },
  { kind: 'turn', poolId: SOUTH, credits: 50 },
  { kind: 'presence', was: undefined },
  { kind: 'time-off' },
  { kind: 'cap' },
  { kind: 'tried' },
]

const apply = (from: Scene, changes: readonly Change[], repId: RepId) => {
  const inTurn = changes.toSorted((a, b) => Number(a.kind === 'turn') - Number(b.kind === 'turn'))
  const changed = inTurn.reduce((now, change) => applyChange(now, change, repId), from)
  return receiverOf(decisionEngine(changed))
}

test('the change that is named makes the engine pick that rep, and nothing less of it does', () => {
  fc.assert(
    fc.property(scene, fc.constantFrom(...REPS), ({ owned, ...given }, repId) => {
      const from = sceneOf({ ...given, ...(owned && { owner: owned }) })

      const { changes } = whyNot(from, repId, decisionEngine)

      fc.pre(changes !== undefined && changes.length > 0)
      assert.equal(apply(from, changes, repId), repId)
      for (const left of changes) {
        const fewer = changes.filter((change) => change !== left)
        assert.notEqual(apply(from, fewer, repId), repId)
      }
    }),
    { numRuns: 300 },
  )
})

test('no change of a smaller kind would have done', () => {
  fc.assert(
    fc.property(scene, fc.constantFrom(...REPS), ({ owned, ...given }, repId) => {
      const from = sceneOf({ ...given, ...(owned && { owner: owned }) })

      const { changes } = whyNot(from, repId, decisionEngine)

      fc.pre(changes?.length !== 0)
      const [only, ...more] = changes ?? []
      const order = SINGLE.map(({ kind }) => kind)
      const isOne = only !== undefined && more.length === 0 && only.kind !== 'facts'
      const place = isOne && order.includes(only.kind) ? order.indexOf(only.kind) : order.length
      const smaller = SINGLE.filter(({ kind }) => order.indexOf(kind) < place)
      for (const change of smaller) assert.notEqual(apply(from, [change], repId), repId)
    }),
    { numRuns: 300 },
  )
})
