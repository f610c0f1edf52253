import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alertText, wordingFor } from './alert-text.ts'
import { english } from './alert-words/english.ts'
import { german } from './alert-words/german.ts'
import { checkTemplates } from './check-templates.ts'
import { TEMPLATE_KINDS, TemplatesDocument, WORDED_CHANNELS } from './documents/templates.ts'
import { exampleFacts } from './example-facts.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const facts = exampleFacts(NOW, 'https://leads.example', 'Tobias Krämer')
const BUILT_IN = TemplatesDocument.parse({})
const oslo = (locale: string) => ({ locale, timeZone: 'Europe/Oslo' })

describe('the words of an alert', () => {
  test('are those of the document where it has some, for the channels and languages it names', () => {
    const templates = TemplatesDocument.parse({
      alerts: [
        { kinds: ['offer'], locales: ['de'], title: 'Für Sie: {who} seit {received}' },
        { kinds: ['offer'], channels: ['slack'], title: '{name} ({country})', lines: ['{due}'] },
      ],
    })
    const told = (channel: string, locale: string) =>
      alertText(facts, { kind: 'offer', channel, reader: oslo(locale) }, templates)

    assert.deepEqual(told('slack', 'en-GB'), {
      title: 'Mona Reyes (Norway)',
      lines: ['Mon 2 Mar, 15:35 CET'],
    })
    assert.match(told('slack', 'de-AT').title, /^Für Sie: Mona Reyes von Quayside & Sons seit Mo/)
    assert.match(told('email', 'en-GB').title, /^New lead: Mona Reyes from Quayside/)
    assert.match(told('sms', 'de').title, /^Neuer Lead: /)
  })

  test('are there for every kind and channel in every language, and say nothing private in the open', () => {
    const kinds = TEMPLATE_KINDS.filter((kind) => kind !== 'digest' && kind !== 'set-away')
    for (const locale of ['en-US', 'de', 'pt-BR']) {
      for (const kind of kinds) {
        for (const channel of WORDED_CHANNELS) {
          const { title, lines } = alertText(
            facts,
            { kind, channel, reader: oslo(locale) },
            BUILT_IN,
          )
          assert.match(title, /Mona Reyes/)
          const isOpen = channel === 'sms' || channel === 'push'
          const said = [title, ...lines].join('\n')
          assert.equal(said.includes('Could you show'), !isOpen, `${kind} ${channel}`)
        }
      }
    }
  })

  test('tell whoever is set away how to come back, and nothing of the person whose lead it was', () => {
    for (const locale of ['en-US', 'de']) {
      for (const channel of WORDED_CHANNELS) {
        const audience = { kind: 'set-away', channel, reader: oslo(locale) } as const
        const { title, lines } = alertText(facts, audience, BUILT_IN)
        assert.doesNotMatch([title, ...lines].join('\n'), /Mona|Reyes|Quayside/)
        const isOpen = channel === 'sms' || channel === 'push'
        assert.equal(lines.includes('./stl reps presence jonas online'), !isOpen)
      }
    }
  })

  test('that are built in would pass the check of the document', () => {
    for (const { texts } of [english, german]) {
      const alerts = TEMPLATE_KINDS.flatMap((kind) => {
        const { title, lines, brief } = texts[kind]
        return [
          { kinds: [kind], title, lines: [...lines] },
          { kinds: [kind], channels: ['sms' as const], title },
          { kinds: [kind], channels: ['push' as const], title, lines: [...brief] },
        ]
      })
      assert.deepEqual(checkTemplates({ alerts }), [])
    }
  })

  test('of a name hold neither line breaks nor signs that turn the text round', () => {
    const hostile = {
      ...facts,
      firstName: 'Mo\u202ena\r\nAccept:\u0000',
      lastName: 'https://x.example',
    }

    const audience = { kind: 'offer', channel: 'email', reader: oslo('en-GB') } as const
    const { title } = alertText(hostile, audience, BUILT_IN)

    assert.match(title, /^New lead: Mona Accept: https:\/\/x\.example from/)
  })

  test('begin with the family where its readers expect that', () => {
    const audience = { kind: 'offer', channel: 'email', reader: oslo('hu') } as const

    assert.match(alertText(facts, audience, BUILT_IN).title, /Reyes Mona/)
  })

  test('without a title that can be told are the built-in ones', () => {
    const templates = TemplatesDocument.parse({
      alerts: [{ kinds: ['offer'], title: '{country}' }],
    })
    const audience = { kind: 'offer', channel: 'email', reader: oslo('en-GB') } as const
    const unknown = { ...facts, country: undefined }

    assert.match(alertText(unknown, audience, templates).title, /^New lead/)
    assert.equal(wordingFor(audience, templates).title, '{country}')
  })
})
