import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { checkedCondition } from '../condition.ts'
import { RoutingDocument } from '../documents/routing.ts'
import { Segment } from '../documents/segments.ts'
import { TeamsDocument } from '../documents/teams.ts'
import { factsGiven, type GivenFacts } from '../facts-given.ts'
import type { LeadId } from '../ids.ts'
import { checkRules } from './check-rules.ts'
import type { Finding } from './finding.ts'

/** A Friday at noon; the office closes at four. */
const NOW = new Date('2026-03-06T12:00:00Z')

const timeOff = new Map()
const lists = new Map()

const TEAMS = TeamsDocument.parse({
  teams: [{ id: 'sales', name: 'Sales' }],
  skills: ['german', 'dutch'],
  schedules: [
    {
      id: 'office',
      blocks: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '16:00' }],
    },
  ],
  reps: [
    aRep('ada', { schedule: 'office', skills: { german: 3 } }),
    aRep('bo', { schedule: 'office' }),
    aRep('cleo'),
    aRep('ed', { active: false }),
  ],
  pools: [
    { id: 'day', name: 'Day', members: [{ repId: 'ada' }, { repId: 'bo' }] },
    { id: 'always', name: 'Always', members: [{ repId: 'cleo' }] },
    { id: 'gone', name: 'Gone', members: [{ repId: 'ed' }] },
  ],
  defaultAcceptor: 'cleo',
})

function aRep(id: string, more: Record<string, unknown> = {}) {
  return { id, name: id, email: `${id}@halden.example`, teamId: 'sales', timeZone: 'UTC', ...more }
}

type Targets = readonly unknown[]
type Rule = string | readonly [when: string, targets: Targets, more?: Record<string, unknown>]

/** Rules named a, b, c ... that go to people who are always there, unless said otherwise. */
function documentsWith(rules: readonly Rule[], fallback: Targets = [{ pool: 'always' }]) {
  const routing = RoutingDocument.parse({
    rules: rules.map((rule, index) => {
      const [when, targets, more = {}] =
        typeof rule === 'string'
          ? [rule, index % 2 === 0 ? [{ rep: 'cleo' }] : [{ pool: 'always' }]]
          : rule
      const id = String.fromCharCode(97 + index)
      return { id, name: id, when, targets, ...more }
    }),
    fallback,
  })
  return { ...exampleCompany().documents, teams: TEAMS, routing }
}

function check(rules: readonly Rule[], past: readonly GivenFacts[] = [], fallback?: Targets) {
  const leads = past.map((given, index) => ({
    id: `lead-${index}` as string as LeadId,
    facts: factsGiven(given),
  }))
  return checkRules(documentsWith(rules, fallback), { past: leads, timeOff, lists, now: NOW })
}

const of = (code: Finding['code'], findings: readonly Finding[]) =>
  findings.filter((finding) => finding.code === code)

/** The one finding of a kind, and that it is the only one. */
function theOne(code: Finding['code'], findings: readonly Finding[]): Finding {
  const [first, ...more] = of(code, findings)
  assert.ok(first !== undefined && more.length === 0, JSON.stringify(findings))
  return first
}

const verdict = (when: string, witness: Finding['witness']) =>
  checkedCondition(when).evaluate(factsGiven(witness ?? {})).verdict

describe('ten planted faults are found', () => {
  test('1: a condition that contradicts itself', () => {
    const found = theOne('never-true', check(['lead.country == "NO" && lead.country == "SE"']))

    assert.equal(found.level, 'error')
    assert.deepEqual(found.path, ['rules', 0, 'when'])
    assert.match(found.message, /`a` can never match/)
  })

  test('a tier or a day that there is not, with the one that was meant, and a source', () => {
    const found = check([
      'score.tier == "colt" && lead.country == "NO"',
      'time.weekday in ["sat", "sunday"]',
      'lead.source != "web-frm" && lead.country == "SE"',
    ])

    const odd = of('impossible-value', found)
    assert.deepEqual(
      odd.map(({ level, path }) => [level, path[1]]),
      [
        ['error', 0],
        ['error', 1],
        ['warning', 2],
      ],
    )
    assert.match(odd[0]?.message ?? '', /`score.tier` is `colt`.*did you mean `cold`\?/)
    assert.match(odd[2]?.message ?? '', /`lead.source` is `web-frm`.*did you mean `web-form`\?/)
    assert.deepEqual(of('never-true', found), [])
  })

  test('2: a range that no number is in', () => {
    const found = theOne(
      'never-true',
      check(['account.employees > 500 && account.employees <= 500 && lead.country == "NO"']),
    )

    assert.match(found.message, /`a`/)
  })

  test('3: a rule after one that takes all it would match, with such a lead', () => {
    const wide = 'lead.country in ["NO", "SE"]'
    const narrow = 'lead.country == "NO" && score.tier == "hot"'

    const found = theOne('unreachable', check([wide, narrow]))

    assert.match(found.message, /`b` never gets a lead: `a` takes all/)
    assert.equal(verdict(narrow, found.witness), 'true')
    assert.equal(verdict(wide, found.witness), 'true')
  })

  test('4: a rule whose leads several rules before it take together, and no others are named', () => {
    const found = theOne(
      'unreachable',
      check([
        'lead.source == "contact-form"',
        'account.employees < 100',
        'account.employees >= 100',
        'account.employees > 5 && lead.country == "NO"',
      ]),
    )

    assert.match(found.message, /`d` never gets a lead: `b`, `c` together take all/)
  })

  test('5: a rule for every tier there is leaves nothing to a later one of a tier', () => {
    const found = check([
      'score.tier in ["hot", "warm"]',
      'score.tier == "cold"',
      'score.tier != "hot" && lead.country == "NO"',
    ])

    assert.match(theOne('unreachable', found).message, /`c`/)
  })

  test('6: two rules that match one lead and send it to different people', () => {
    const rules = ['lead.country == "NO"', 'account.employees >= 1000'] as const

    const found = theOne('overlap', check(rules))

    assert.match(found.message, /`b` matches go to `a` instead/)
    assert.deepEqual(found.witness, { 'lead.country': 'NO', 'account.employees': 1_000 })
    for (const when of rules) assert.equal(verdict(when, found.witness), 'true')
  })

  test('7: a hole between two ranges', () => {
    const found = theOne('gap', check(['account.employees < 50', 'account.employees > 50']))

    assert.match(found.message, /although every value they have stands in a rule/)
    assert.deepEqual(found.witness, { 'account.employees': 50 })
  })

  test('8: a chain in which nobody is active', () => {
    const chain = [{ pool: 'gone' }, { rep: 'ed' }]

    const found = theOne('ends-in-nobody', check([['lead.country == "NO"', chain]]))

    assert.equal(found.level, 'error')
    assert.deepEqual(found.path, ['rules', 0, 'targets'])
  })

  test('a rep who has left, and a pool that everybody has left, among others who are there', () => {
    const chain = [{ rep: 'ed' }, { pool: 'gone' }, { pool: 'always' }]

    const found = of('target-left', check([['lead.country == "NO"', chain]]))

    assert.deepEqual(
      found.map(({ path, level }) => [path, level]),
      [
        [['rules', 0, 'targets', 0], 'note'],
        [['rules', 0, 'targets', 1], 'note'],
      ],
    )
    assert.match(found[0]?.message ?? '', /`a` names `ed`, who has left; its leads go on/)
    assert.match(found[1]?.message ?? '', /pool `gone`, of which everybody has left/)
  })

  test('a chain in which nobody has what its rule requires, and one in which they go home', () => {
    const chain = [{ pool: 'day' }, { pool: 'always' }]
    const required = (skills: Record<string, number>) => ({ skills: { required: skills } })
    const rule = (skills: Record<string, number>): Rule => [
      'lead.country == "NO"',
      chain,
      required(skills),
    ]

    const never = theOne('ends-in-nobody', check([rule({ german: 4 })]))
    const home = theOne('nobody-there', check([rule({ german: 3 })]))
    const wished: Rule = [
      'lead.country == "NO"',
      chain,
      { skills: { wished: [{ skill: 'dutch' }] } },
    ]

    assert.match(never.message, /nobody along the chain of `a` who has `german: 4` is active/)
    assert.match(home.message, /who has `german: 3` is there from 2026-03-06 16:00 UTC/)
    assert.deepEqual(of('ends-in-nobody', check([wished])), [])
  })

  test('9: a weekend in which nobody of a chain is there', () => {
    const chain = [{ pool: 'day' }, { rep: 'ada' }]

    const found = theOne('nobody-there', check([['lead.country == "NO"', chain]]))

    assert.equal(found.level, 'warning')
    assert.match(found.message, /from 2026-03-06 16:00 UTC to 2026-03-09 08:00 UTC/)
    assert.match(found.message, /default acceptor \(`cleo`\)/)
    assert.deepEqual(found.at, new Date('2026-03-06T16:00:00Z'))
  })

  test('10: a rule that asks for what most leads do not have', () => {
    const past = Array.from(
      { length: 30 },
      (_, index): GivenFacts =>
        index < 25 ? { 'lead.country': 'NO' } : { 'account.employees': 5 },
    )

    const found = theOne('often-unknown', check(['account.employees > 1000'], past))

    assert.match(
      found.message,
      /for 25 of the latest 30 leads, most often for want of `account\.employees`/,
    )
    assert.equal(found.leadId, 'lead-0')
  })
})

describe('what is meant is not complained about', () => {
  test('rules that divide the leads, the last for all that is left', () => {
    assert.deepEqual(check(['lead.country == "NO"', 'lead.country != "NO"', 'true']), [])
  })

  test('a rule is reached by leads for which an earlier one is unknown', () => {
    const found = check(['lead.country == "NO"', 'lead.country != "NO"', 'lead.source == "web"'])

    assert.deepEqual(of('unreachable', found), [])
  })

  test('rules that overlap and go to the same people', () => {
    const chain = [{ pool: 'always' }]

    const found = check([
      ['lead.country == "NO"', chain],
      ['score.tier == "hot"', chain],
    ])

    assert.deepEqual(of('overlap', found), [])
  })

  test('a chain that waits is told of as a note', () => {
    const found = check([['lead.country == "NO"', [{ pool: 'day' }, 'waiting-list']]])

    assert.equal(theOne('nobody-there', found).level, 'note')
    assert.match(theOne('nobody-there', found).message, /wait, for up to 64 hours/)
  })

  test('the example company', () => {
    const found = checkRules(exampleCompany().documents, { past: [], timeOff, lists, now: NOW })

    assert.deepEqual(
      found.filter(({ level }) => level === 'error'),
      [],
    )
  })
})

describe('what cannot be reasoned about', () => {
  const COMPANY = 'lead.company.startsWith("Halden")'

  test('is never said to be unreachable, though it may be', () => {
    const found = check([COMPANY, 'lead.company == "Halden"'])

    assert.deepEqual(of('unreachable', found), [])
  })

  test('but is, where the same part takes all', () => {
    const found = check([COMPANY, `${COMPANY} && lead.country == "NO"`])

    assert.match(theOne('unreachable', found).message, /`b` never gets a lead: `a`/)
  })

  test('overlaps where a past lead shows it, and not else', () => {
    const rules = [COMPANY, 'lead.country == "NO"']
    const both = { 'lead.company': 'Halden AS', 'lead.country': 'NO' }

    assert.deepEqual(of('overlap', check(rules)), [])
    assert.equal(theOne('overlap', check(rules, [{ 'lead.country': 'SE' }, both])).leadId, 'lead-1')
  })

  test('a gap that past leads show is told with one of them', () => {
    const found = theOne('gap', check([COMPANY], [{ 'lead.company': 'Other' }]))

    assert.match(found.message, /1 of the latest 1 leads/)
    assert.equal(found.leadId, 'lead-0')
  })
})

describe('segments', () => {
  const DACH = { id: 'dach', when: 'lead.country in ["DE", "AT", "CH"]' }
  const ZIPS = { id: 'zips_north', list: 'lead.postalCode' }

  function checkWith(segments: readonly object[], whens: readonly string[], more: object = {}) {
    const { routing, ...others } = documentsWith(whens)
    const documents = {
      ...others,
      routing: { ...routing, segments: z.array(Segment).parse(segments) },
    }
    return checkRules(documents, { past: [], timeOff, now: NOW, lists, ...more })
  }
  const loaded = { lists: new Map([['zips_north', 'lead.postalCode']]) }

  test('with a condition are reasoned about as if it stood in the rule', () => {
    const found = checkWith([DACH], ['segments.dach', 'lead.country == "AT"'])

    assert.match(theOne('unreachable', found).message, /`b` never gets a lead: `a` takes all/)
  })

  test('that name others are what those are', () => {
    const hot = { id: 'hot_dach', when: 'segments.dach && score.tier == "hot"' }

    const found = checkWith([hot, DACH], ['segments.hot_dach && lead.country == "NO"'])

    assert.match(theOne('never-true', found).message, /`a` can never match/)
  })

  test('that are lists may hold anybody, and the same list holds the same', () => {
    const narrow = 'segments.zips_north && lead.country == "NO"'

    const found = checkWith([ZIPS], ['segments.zips_north', narrow, '!segments.zips_north'], loaded)

    assert.match(theOne('unreachable', found).message, /`b` never gets a lead/)
  })

  test('whose list was not loaded, or is of another field, are told of where they are asked for', () => {
    const codes = (more: object) =>
      checkWith([ZIPS, { ...ZIPS, id: 'unused' }], ['segments.zips_north'], more).map(
        ({ code }) => code,
      )

    const found = checkWith([ZIPS], ['segments.zips_north'])
    assert.deepEqual(theOne('list-missing', found).path, ['segments', 0, 'list'])
    assert.match(
      theOne('list-missing', found).message,
      /stl segments load zips_north FILE --field lead.postalCode/,
    )
    assert.ok(codes({ lists: new Map([['zips_north', 'lead.city']]) }).includes('list-missing'))
    assert.ok(!codes(loaded).includes('list-missing'))
  })
})

describe('for any rules', () => {
  const country = fc.constantFrom('NO', 'SE', 'DK')
  const number = fc.integer({ min: 0, max: 6 })
  const leaf = fc.oneof(
    country.map((it) => `lead.country == "${it}"`),
    fc.tuple(country, country).map(([a, b]) => `lead.country in ["${a}", "${b}"]`),
    country.map((it) => `lead.country != "${it}"`),
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>=', '=='), number)
      .map(([order, bound]) => `account.employees ${order} ${bound}`),
    fc.constantFrom('lead.freeMail', 'has(lead.country)', '!has(account.employees)', 'true'),
  )
  const condition = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('any').map((it) => `!(${it})`),
    ),
  })).any

  /** Every lead that these conditions can tell apart. */
  const everyLead = ['NO', 'SE', 'DK', 'FI', null].flatMap((land) =>
    [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, null].flatMap((employees) =>
      [true, false, null].map((freeMail): GivenFacts => {
        return { 'lead.country': land, 'account.employees': employees, 'lead.freeMail': freeMail }
      }),
    ),
  )

  /** The first rule that is true for a lead; -1 when none is. */
  const takerOf = (given: GivenFacts, whens: readonly string[]) =>
    whens.findIndex((when) => verdict(when, given) === 'true')

  function assertWitnesses(found: readonly Finding[], whens: readonly string[]) {
    for (const { path, witness = {} } of of('overlap', found)) {
      assert.equal(verdict(whens[Number(path[1])] ?? '', witness), 'true')
      assert.ok(takerOf(witness, whens) < Number(path[1]))
    }
    for (const { witness } of of('gap', found)) {
      assert.equal(witness && takerOf(witness, whens), -1)
    }
  }

  test('what is said of them is so for every lead there can be', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 5 }), (whens) => {
        const takers = new Set(everyLead.map((given) => takerOf(given, whens)))
        const possible = whens.map((when) => everyLead.some((it) => verdict(when, it) === 'true'))
        const dead = whens.map((_, index) => index).filter((index) => !takers.has(index))

        const found = check(whens)

        const indexes = (code: Finding['code']) => of(code, found).map(({ path }) => path[1])
        assert.deepEqual(
          indexes('never-true'),
          dead.filter((index) => !possible[index]),
        )
        assert.deepEqual(
          indexes('unreachable'),
          dead.filter((index) => possible[index]),
        )
        assert.equal(of('gap', found).length, takers.has(-1) ? 1 : 0)
        assertWitnesses(found, whens)
      }),
      { numRuns: 150 },
    )
  })
})
