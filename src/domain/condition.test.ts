import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../test/support/a-lead.ts'
import { nameFrom } from './attribution.ts'
import { compileCondition } from './condition.ts'
import { type Facts, factsOf } from './condition-fields.ts'
import { AttributionDocument } from './documents/attribution.ts'
import type { ContactId } from './ids.ts'
import type { LeadForm } from './lead-form.ts'
import type { Verdict } from './route.ts'

const NOW = new Date('2026-03-02T14:30:00Z')

/** Nothing known but what the test is about. */
function someFacts(known: Partial<Facts> = {}): Facts {
  const nothing = { lead: { answers: {} }, contact: {}, account: {}, signals: {}, chat: {} }
  return { ...nothing, score: {}, time: {}, ...known }
}

function judge(text: string, known: Partial<Facts> = {}) {
  const compiled = compileCondition(text)
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.message)
  return compiled.condition.evaluate(someFacts(known))
}

const verdict = (text: string, known: Partial<Facts> = {}): Verdict => judge(text, known).verdict

function problem(text: string) {
  const compiled = compileCondition(text)
  assert.ok(!compiled.ok, `"${text}" compiles`)
  const { ok: _, ...rest } = compiled
  return rest
}

describe('a condition', () => {
  it('compares numbers with whole numbers and fractions alike', () => {
    const account = { employees: 50 }
    for (const text of [
      'account.employees >= 50',
      'account.employees > 49.5',
      '50 == account.employees',
      'account.employees != 51',
      'account.employees in [10, 50]',
      'account.employees / 4 == 12.5',
      '2 * account.employees - 1 == 99',
      '[50, 60].exists(size, size == account.employees)',
    ]) {
      assert.equal(verdict(text, { account }), 'true', text)
    }
  })

  it('is unknown, neither true nor an error, when a field it compares is missing', () => {
    for (const text of [
      'lead.country != "US"',
      'lead.country == "US"',
      '!(lead.country == "US")',
      'account.employees + 1 > 0',
      'lead.title.lower().contains("head")',
      'lead.country in ["NO", "SE"]',
      'lead.answers.budget == "high"',
      'lead.answers["When do you plan to buy?"] == "soon"',
      'lead.freeMail',
    ]) {
      assert.equal(verdict(text), 'unknown', text)
    }
  })

  it('tests presence with has(), which is never unknown', () => {
    assert.equal(verdict('has(lead.country)'), 'false')
    assert.equal(verdict('has(lead.answers.budget)'), 'false')
    assert.equal(verdict('has(lead.country)', { lead: { country: 'NO' } }), 'true')
    assert.equal(verdict('has(lead.title) ? lead.title == "CEO" : true'), 'true')
    assert.equal(verdict('(has(lead.title) ? lead.title : "none") == "none"'), 'true')
  })

  it('looks into answers by key, and through all of them', () => {
    const lead = { answers: { budget: 'high', 'When?': 'soon' } }

    assert.equal(verdict('lead.answers.budget == "high"', { lead }), 'true')
    assert.equal(verdict('lead.answers["When?"] == "soon"', { lead }), 'true')
    assert.equal(verdict('"When?" in lead.answers', { lead }), 'true')
    assert.equal(verdict('lead.answers.exists(key, key.startsWith("bud"))', { lead }), 'true')
    assert.equal(verdict('lead.answers.constructor == "x"', { lead }), 'unknown')
  })

  it('is unknown when a macro needs what is missing and nothing else settles it', () => {
    assert.equal(verdict('["NO"].exists(c, c == lead.country)'), 'unknown')
    assert.equal(verdict('["NO", "SE"].exists(c, c == "SE" || c == lead.country)'), 'true')
    assert.equal(verdict('lead.answers.exists(k, k == "budget")', { lead: {} }), 'unknown')
  })

  it('is unknown when a formula has no value', () => {
    assert.equal(verdict('[1][3] == 1'), 'unknown')
    assert.equal(verdict('int(lead.city) > 3', { lead: { city: 'Oslo' } }), 'unknown')
  })

  it('knows the hour and the day, here and elsewhere', () => {
    const { time } = factsOf(aLead(), NOW)

    assert.equal(verdict('time.hour == 14 && time.weekday == "mon"', { time }), 'true')
    assert.equal(verdict('time.now.getHours("Asia/Tokyo") == 23', { time }), 'true')
  })

  it('says what it saw, with null for what is missing', () => {
    const { saw } = judge('lead.country == "NO" && account.employees > 5 || has(lead.answers.x)', {
      lead: { country: 'NO', answers: {} },
    })

    assert.deepEqual(saw, {
      'lead.country': 'NO',
      'account.employees': null,
      'lead.answers.x': null,
    })
  })

  it('shows only the beginning of a long text', () => {
    const { saw } = judge('lead.message != ""', { lead: { message: 'x'.repeat(10_000) } })

    assert.equal(String(saw['lead.message']).length, 200)
  })
})

describe('a condition that cannot be used', () => {
  it('is told which field was meant', () => {
    assert.deepEqual(problem('true &&\n account.employes > 3'), {
      message: 'there is no field `account.employes`; did you mean `account.employees`?',
      line: 2,
      column: 2,
    })
    assert.match(problem('country == "NO"').message, /did you mean `lead\.country`\?/)
    assert.match(problem('acount.name == "x"').message, /did you mean `account`\?/)
    assert.match(problem('has(lead.cuntry)').message, /did you mean `lead\.country`\?/)
    assert.match(problem('lead["cuntry"] == "x"').message, /did you mean `lead\.country`\?/)
    assert.equal(problem('lead.zzzzzz == "x"').message, 'there is no field `lead.zzzzzz`')
  })

  it('is told where it breaks off', () => {
    assert.deepEqual(problem('lead.country =='), {
      message: 'the condition ends too early',
      line: 1,
      column: 16,
    })
    assert.deepEqual(problem('true) || (true'), {
      message: "Unexpected character: ')'",
      line: 1,
      column: 5,
    })
  })

  it('is told that types do not match, in plain words', () => {
    assert.equal(
      problem('true && lead.country == 3').message,
      '`==` does not go between `lead.country` (text) and `3` (number); did you mean `"3"`?',
    )
    assert.match(problem('"50" < account.employees').message, /\(number\); did you mean `50`\?$/)
    assert.match(problem('lead.country in "NO"').message, /did you mean `\["NO"\]`\?$/)
    assert.match(problem('lead.country == ["NO"]').message, /did you mean `in`\?$/)
    assert.match(problem('account.employees > lead.country').message, /`lead.country` \(text\)$/)
    assert.equal(problem('lead.isTest && (lead.city == "x"').message, 'a `(` is not closed')
    assert.match(problem('lead.country == null').message, /has\(/)
    assert.match(problem('lead.country').message, /must be true or false; this one is text/)
    assert.match(problem('lead.country.foo()').message, /there is no/)
  })

  it('may not hide from the check', () => {
    for (const text of [
      'dyn(lead.country) == 3',
      'lead[lead.city] == "x"',
      '["a"].exists(lead, lead == "a")',
      'lead.title.matches("[")',
      'parts(true)',
    ]) {
      problem(text)
    }
  })
})

type Formula = { readonly text: string; readonly value: Verdict }

const leaves = fc.constantFrom<Formula>(
  { text: 'lead.isTest', value: 'true' },
  { text: 'lead.country == "SE"', value: 'false' },
  { text: 'lead.city == "Oslo"', value: 'unknown' },
  { text: 'has(lead.city)', value: 'false' },
)
const RANK = { false: 0, unknown: 1, true: 2 } as const
const byRank = (rank: number): Verdict => (['false', 'unknown', 'true'] as const)[rank] ?? 'unknown'
const negated = (value: Verdict) => byRank(2 - RANK[value])

/** Formulas with their value by Kleene's tables: `&&` is the least, `||` the greatest, `!` 2 - x. */
const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => ({
      text: `(${a.text} && ${b.text})`,
      value: byRank(Math.min(RANK[a.value], RANK[b.value])),
    })),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => ({
      text: `(${a.text} || ${b.text})`,
      value: byRank(Math.max(RANK[a.value], RANK[b.value])),
    })),
    tie('formula').map((a) => ({ text: `!(${a.text})`, value: negated(a.value) })),
    fc.tuple(tie('formula'), tie('formula'), tie('formula')).map(([test, a, b]) => ({
      text: `(${test.text} ? ${a.text} : ${b.text})`,
      value: chosen(test.value, a.value, b.value),
    })),
  ),
}))

function chosen(test: Verdict, a: Verdict, b: Verdict): Verdict {
  if (test !== 'unknown') return test === 'true' ? a : b
  return a === b ? a : 'unknown'
}

describe('three-valued logic', () => {
  const lead = { isTest: true, country: 'NO', answers: {} }

  it('follows the tables of Kleene for any formula', () => {
    fc.assert(
      fc.property(formula, ({ text, value }) => {
        assert.equal(verdict(text, { lead }), value)
      }),
      { numRuns: 500 },
    )
  })

  it('never changes a known verdict when a missing field becomes known', () => {
    fc.assert(
      fc.property(formula, fc.constantFrom('Oslo', 'Bergen'), ({ text }, city) => {
        fc.pre(!text.includes('has('))
        const before = verdict(text, { lead })
        if (before !== 'unknown') assert.equal(verdict(text, { lead: { ...lead, city } }), before)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the facts of a lead', () => {
  it('are what the form, the findings and the providers say', () => {
    const lead = aLead({
      sourceKey: 'google-ads',
      parts: {
        form: {
          country: 'no',
          title: 'Head of Procurement',
          utm: { source: 'google' },
          answers: [
            { key: 'topics', value: 'price' },
            { key: 'topics', value: 'delivery' },
          ],
        },
        findings: { emailDomain: 'fjord.example', freeMail: false, notes: [] },
        enrichment: { company: { employees: 240 }, person: { seniority: 'director' } },
      },
    })

    const facts = factsOf(lead, NOW)

    assert.equal(facts.lead.source, 'google-ads')
    assert.equal(facts.lead.country, 'NO')
    assert.equal(facts.lead.utmSource, 'google')
    assert.equal(facts.lead.hasPhone, false)
    assert.equal(facts.lead.answers?.topics, 'price, delivery')
    assert.equal(facts.account.employees, 240)
    assert.equal(facts.contact.seniority, 'director')
    assert.equal(facts.contact.hasOwner, undefined)
  })

  it('have the names of the attribution document where the lead names none, else those of the vendors', () => {
    const names = [
      { platform: 'google-ads', kind: 'campaign', id: '77', name: 'Spring' },
      { platform: 'google-ads', kind: 'form', id: '77', name: 'Ask us' },
    ]
    const lookedUp = (kind: string, id: string) => `${kind} ${id} at its vendor`
    const nameFor = nameFrom(AttributionDocument.parse({ names }), lookedUp)
    const seen = (form: LeadForm) => {
      const { campaignName, formName } = factsOf(aLead({ parts: { form } }), NOW, {
        nameFor,
      }).lead
      return [campaignName, formName]
    }

    assert.deepEqual(seen({ campaign: { id: '77' }, formId: '77' }), ['Spring', 'Ask us'])
    assert.deepEqual(seen({ campaign: { id: '77', name: 'Said' }, formId: '1' }), [
      'Said',
      'form 1 at its vendor',
    ])
    assert.deepEqual(seen({ utm: { campaign: '77' } }), ['Spring', undefined])
    assert.deepEqual(seen({}), [undefined, undefined])
  })

  it('include the contact when it is at hand', () => {
    const contact = {
      id: 'c' as string as ContactId,
      fields: {},
      origins: {},
      ownerRepId: undefined,
      ownerLeadId: undefined,
      leadCount: 3,
    }

    const facts = factsOf(aLead(), NOW, { contact })

    assert.equal(facts.contact.leadCount, 3)
    assert.equal(facts.contact.hasOwner, false)
  })
})
