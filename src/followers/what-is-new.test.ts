import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { stagePorts } from '../../test/support/stage-ports.ts'
import { alertFactsOf } from '../domain/alert-facts-of.ts'
import { alertText } from '../domain/alert-text.ts'
import { type ContactId, newId } from '../domain/ids.ts'
import type { Signal } from '../domain/signal.ts'
import type { WhatIsNew } from '../domain/what-is-new.ts'
import type { PastOfLead } from '../ports/contact-past.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import { whatIsNew } from './what-is-new.ts'

const NOW = new Date('2026-11-24T09:00:00Z')
const LAST = new Date('2026-11-20T09:00:00Z')
const ada = aLead({
  state: 'attached',
  contactId: newId<ContactId>(NOW),
  receivedAt: NOW,
  parts: {
    form: { fullName: 'Ada King', company: 'Kingworks', title: 'CTO', message: 'A demo?' },
    findings: { email: 'ada@kingworks.example', phone: '+4722123456', notes: [] },
  },
})

let signals = 0
const view = (url: string, at: string, sessionId = 'visit-1'): Signal => {
  signals += 1
  return { id: `signal-${signals}`, type: 'page-view', url, at: new Date(at), sessionId }
}

function newsOf(past: Partial<PastOfLead>, seen: readonly Signal[] = []): Promise<WhatIsNew> {
  const ports: Pick<FollowerPorts, 'past' | 'signals' | 'configuration'> = {
    ...stagePorts(exampleCompany(), NOW),
    past: { before: async () => ({ leads: 1, lastAt: LAST, values: {}, ...past }) },
    signals: { of: async () => seen },
  }
  return whatIsNew(ada, ports as FollowerPorts)
}

const { documents } = exampleCompany()

function returnText(lead: typeof ada, news: WhatIsNew, locale = 'en-GB') {
  const facts = alertFactsOf(lead, { documents, publicUrl: 'https://leads.example', news })
  const reader = { locale, timeZone: 'Europe/Oslo' }
  return alertText(facts, { kind: 'attached', channel: 'slack', reader }, documents.templates)
}

describe('what a rep hears of a person who is back', () => {
  test('pages since the last lead, which visit it is, and how often they wrote', async () => {
    const news = await newsOf({ leads: 2 }, [
      view('https://halden.example/old', '2026-11-19T09:00:00Z'),
      view('https://halden.example/pricing?plan=pro', '2026-11-21T09:00:00Z', 'visit-2'),
      view('https://halden.example/docs', '2026-11-22T09:00:00Z', 'visit-3'),
      view('https://halden.example/docs', '2026-11-22T09:05:00Z', 'visit-3'),
    ])

    const { title, lines } = returnText(ada, news)

    assert.equal(title, 'Ada King from Kingworks is back: pricing page, third visit')
    assert.ok(lines.includes('Looked at: /docs, /pricing'), lines.join('\n'))
    assert.ok(lines.includes('Wrote 2 times before, last on 20 Nov 2026'))
    assert.equal(lines[0], 'A demo?')
    assert.equal(lines.filter((line) => line === 'A demo?').length, 1)
  })

  test('the same in German, with its dates', async () => {
    const seen = [view('https://halden.example/pricing', '2026-11-21T09:00:00Z', 'visit-2')]

    const { title, lines } = returnText(ada, await newsOf({ leads: 2 }, seen), 'de')

    assert.equal(title, 'Ada King von Kingworks ist wieder da: Preisseite')
    assert.ok(lines.includes('Schrieb schon 2-mal, zuletzt am 20.11.2026'), lines.join('\n'))
  })

  test('only values that none of their leads gave', async () => {
    const values = {
      email: ['ada@kingworks.example'],
      company: ['Kingworks', 'KW'],
      title: ['CEO'],
    }

    const { fields } = await newsOf({ values })

    assert.deepEqual(
      fields.map(({ field, value }) => `${field} ${value}`),
      ['phone +4722123456', 'title CTO'],
    )
    assert.ok(
      returnText(ada, await newsOf({ values })).lines.includes('New: phone +4722123456, title CTO'),
    )
  })

  test('that they are back, when nothing else is known', async () => {
    const form = { email: 'ada@kingworks.example' }
    const lead = { ...ada, parts: { form, findings: { email: form.email, notes: [] } } }

    assert.equal(returnText(lead, await newsOf({})).title, 'ada@kingworks.example is back')
  })

  test('of many pages the latest five', async () => {
    const seen = Array.from({ length: 8 }, (_, n) =>
      view(`https://halden.example/page-${n}`, `2026-11-21T09:0${n}:00Z`, `visit-${n}`),
    )

    const { title, lines } = returnText(ada, await newsOf({}, seen))

    assert.match(title, /: 8th visit$/)
    const pages = '/page-7, /page-6, /page-5, /page-4, /page-3 and 3 more'
    assert.ok(lines.includes(`Looked at: ${pages}`), lines.join('\n'))
  })
})
