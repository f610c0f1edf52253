import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLead } from '../../../test/support/a-lead.ts'
import { exampleCompany } from '../../../test/support/example-company.ts'
import { stagePorts } from '../../../test/support/stage-ports.ts'
import { MatchingDocument } from '../../domain/documents/matching.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { ContactId } from '../../domain/ids.ts'
import { DEFAULT_MODEL } from '../../domain/matching/match-model.ts'
import type { PersonFacts } from '../../domain/matching/person-record.ts'
import type { Ports } from '../../ports/ports.ts'
import { match } from './match.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const KARI = 'contact-of-kari' as ContactId
const SHARE = { signal: new AbortController().signal }

const facts: PersonFacts = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  emails: ['kari.nordmann@fjordtech.no'],
  phones: [],
  company: 'Fjordtech AS',
  companyDomains: ['fjordtech.no'],
}
const lead = aLead({
  parts: {
    form: { fullName: 'Kari Nordmann', company: 'Fjordtech' },
    findings: {
      email: 'kari.nordman@fjordtech.no',
      emailDomain: 'fjordtech.no',
      freeMail: false,
      throwawayMail: false,
      notes: [],
    },
  },
})

/** Ports that know Kari, and what they were asked. */
function ports(given: Partial<Ports> = {}, matching = {}) {
  const asked: PersonFacts[] = []
  const company = exampleCompany({ matching: MatchingDocument.parse(matching) })
  const known: Ports = {
    ...stagePorts(company, NOW),
    identityIndex: {
      async candidates(of) {
        asked.push(of)
        return { found: [{ contactId: KARI, facts }], cappedKeys: [] }
      },
    },
    ...given,
  }
  return { known, asked }
}

test('a lead is weighed against the contacts the index names, by what was checked', async () => {
  const { known, asked } = ports()

  const { event, parts } = await match.run(lead, known, SHARE)

  assert.ok(event.type === 'PersonCompared')
  assert.deepEqual([event.verdict, event.contactId, event.compared], ['same', KARI, 1])
  assert.deepEqual([event.weights, event.revision], [0, 1])
  assert.partialDeepStrictEqual(asked, [
    { givenName: 'Kari Nordmann', companyDomains: ['fjordtech.no'] },
  ])
  const { type: _, at: __, revision: ___, ...finding } = event
  assert.deepEqual(parts, { match: finding })
  assert.doesNotMatch(JSON.stringify(event), /nordman|fjordtech/i)
})

test('a company has the registrable domain of an address, and free mail says nothing of it', async () => {
  const { known, asked } = ports()
  const domainsFor = async (emailDomain: string, freeMail: boolean) => {
    const findings = { ...lead.parts.findings, emailDomain, freeMail, notes: [] }
    await match.run({ ...lead, parts: { ...lead.parts, findings } }, known, SHARE)
    return asked.at(-1)?.companyDomains
  }

  assert.deepEqual(await domainsFor('emea.mail.fjordtech.co.uk', false), ['fjordtech.co.uk'])
  assert.deepEqual(await domainsFor('gmail.com', true), [])
})

test('the thresholds of the document decide', async () => {
  const verdictAt = async (matching: object) => {
    const { event } = await match.run(lead, ports({}, matching).known, SHARE)
    return event.type === 'PersonCompared' && event.verdict
  }

  assert.equal(await verdictAt({ automaticBits: 60, reviewBits: 5 }), 'review')
  assert.equal(await verdictAt({ automaticBits: 60, reviewBits: 59 }), 'new')
})

test('switched off, nobody is compared', async () => {
  const { known, asked } = ports({}, { enabled: false })

  const { event } = await match.run(lead, known, SHARE)

  assert.partialDeepStrictEqual(event, { verdict: 'new', compared: 0, fields: [] })
  assert.deepEqual(asked, [])
})

test('the version of the weights is named, and a lead is not compared with its own contact', async () => {
  const current = async () => ({ ...DEFAULT_MODEL, version: 7 })
  const { known } = ports({ matchModels: { current } })

  const { event } = await match.run({ ...lead, contactId: KARI }, known, SHARE)

  assert.partialDeepStrictEqual(event, { verdict: 'new', compared: 0, weights: 7 })
})

test('an index that cannot be asked is told to whoever runs the stage', async () => {
  const down = new Unavailable('database-down', 'The database is away')
  const candidates = () => Promise.reject(down)

  await assert.rejects(match.run(lead, ports({ identityIndex: { candidates } }).known, SHARE), down)
})
