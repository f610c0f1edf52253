import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { ASSIGNMENT_REASONS, assignmentReasonText } from '../src/domain/assignment-reason.ts'
import type { LeadState } from '../src/domain/lead.ts'
import { type LeadEventType, OUTCOMES, TIERS } from '../src/domain/lead-event.ts'
import { runningApi } from './support/running-api.ts'

type Words = { readonly [key: string]: string | Words | ((...given: unknown[]) => string) }

const wordsIn = async (language: string): Promise<Words> => {
  const at = new URL(`../pages/${language}.js`, import.meta.url)
  return (await import(at.href))[language]
}

const english = await wordsIn('english')
const german = await wordsIn('german')

/** The names of all words, with what is below them. */
const namesOf = (words: Words, before = ''): string[] =>
  Object.entries(words).flatMap(([name, one]) => {
    const path = `${before}${name}`
    if (typeof one === 'object') return namesOf(one, `${path}.`)
    return [`${path} ${typeof one === 'function' ? 'with data' : 'as text'}`]
  })

/** The compiler has these complete. */
const EVENTS: Readonly<Record<LeadEventType, object>> = {
  LeadCaptured: { sourceKey: 'web-form' },
  LeadFetched: {},
  LeadValidated: {},
  LeadQuarantined: {},
  LeadReleased: {},
  LeadResumed: {},
  LeadRejected: {},
  PersonCompared: {},
  PersonComparedLate: {},
  ContactIdentified: { isNew: true },
  ContactChanged: { why: 'joined' },
  ContactEdited: {},
  ContactCompleted: {},
  LeadEnriched: {},
  LeadReenriched: {},
  AccountMatched: {},
  AccountMatchedLate: {},
  LeadScored: { score: 7, tier: 'hot' },
  LeadRescored: { score: 7, tier: 'hot' },
  StageSkipped: { stage: 'enrich' },
  LeadRouted: { ruleId: 'dach' },
  LeadAssigned: { repId: 'r1' },
  LeadAttachedToOwner: { repId: 'r1' },
  LeadPutOnWaitingList: {},
  AssignmentAcknowledged: { repId: 'r1' },
  AssignmentDeclined: { repId: 'r1' },
  AssignmentExpired: { repId: 'r1' },
  AssignmentSnoozed: { repId: 'r1', until: '2026-11-23T09:00:00Z' },
  EscalationStepTaken: { repId: 'r1', toldRepIds: ['r2'] },
  EscalationStepSkipped: { repId: 'r1' },
  AssignmentClosed: { repId: 'r1', why: 'swapped' },
  LateRouteFound: { repId: 'r1', ruleId: 'dach', verdict: 'kept' },
  RepNotified: { repId: 'r1', channel: 'sms' },
  NotificationFailed: { channel: 'sms' },
  FirstContactMade: { repId: 'r1', how: 'call' },
  CrmRecordWritten: { crm: 'hubspot' },
  CrmConflictFound: { crm: 'hubspot' },
  ChatContinued: {},
  LeadRevalidated: {},
  LeadReplayed: {},
  OutcomeRecorded: { outcome: 'won' },
  LeadErased: {},
}
const SHOWN_BY_STATE: Readonly<Record<Exclude<LeadState, 'assigned' | 'attached'>, true>> = {
  travelling: true,
  waiting: true,
  quarantined: true,
  rejected: true,
  erased: true,
}

test('every word of the pages is there in both languages', () => {
  assert.deepEqual(namesOf(german).sort(), namesOf(english).sort())
})

for (const [language, words] of Object.entries({ english, german })) {
  describe(`in ${language} the pages have words`, () => {
    test('for every event, made of its data', () => {
      const how = { rep: (id: string) => `<${id}>`, moment: (at: string) => `<${at}>` }

      assert.deepEqual(Object.keys(words.events as Words).sort(), Object.keys(EVENTS).sort())
      for (const [type, data] of Object.entries(EVENTS)) {
        const tell = (words.events as Words)[type] as (...given: unknown[]) => string
        assert.match(tell(data, how), /^[^{}]{4,}$/)
        assert.doesNotMatch(tell(data, how), /undefined|null|NaN|\[object/, type)
      }
    })

    test('for every reason, state, tier and outcome', () => {
      const why = words.why as (given: object) => string
      for (const reason of ASSIGNMENT_REASONS) {
        assert.match(why({ reason, reasonText: assignmentReasonText(reason) }), /\w/)
      }
      assert.deepEqual(
        Object.keys(words.states as Words).sort(),
        Object.keys(SHOWN_BY_STATE).sort(),
      )
      assert.deepEqual(Object.keys(words.tiers as Words), [...TIERS])
      assert.deepEqual(Object.keys(words.outcomes as Words), [...OUTCOMES])
    })
  })
}

test('every word that a page or its script names is there, and no page has words of its own', async () => {
  await using api = await runningApi()
  const page = english.page as Words

  for (const path of ['/push', '/leads/x']) {
    const html = await (await fetch(`${api.url}${path}`)).text()
    const named = [...html.matchAll(/data-(?:word|label)="(\w+)"/g)].map(([, name]) => name ?? '')
    assert.ok(named.length > 3)
    for (const name of named) assert.equal(typeof page[name], 'string', `${path}: ${name}`)
    const bare = html.replace(/<(style|noscript)>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '')
    assert.equal(bare.trim(), '', path)
  }
})

test('every word is used', () => {
  const scripts = ['lead', 'lead-view', 'lead-words', 'subscribe', 'words'].map((name) =>
    readFileSync(new URL(`../pages/${name}.js`, import.meta.url), 'utf8'),
  )
  for (const group of ['said', 'facts', 'standing', 'due']) {
    for (const name of Object.keys(english[group] as Words)) {
      assert.ok(
        scripts.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
        `${group}.${name}`,
      )
    }
  }
})
