import { once } from 'node:events'
import { type ClearbitRecord, clearbitSandbox } from '../../sandbox/clearbit-sandbox.ts'
import { person } from './person.ts'

/**
 * Clearbit's sandbox in a process of its own, answering within 300 to 800 ms. Knows the company of
 * every person the load generator can make up in a run. Tells its parent its address.
 */
const KNOWN = 50_000

const sandbox = await clearbitSandbox({ records: Object.fromEntries(knownPeople()) })
sandbox.behave({ latencyMs: [300, 800] })
process.send?.(sandbox.url)
await once(process, 'disconnect')
process.exit(0)

function* knownPeople(): Generator<[string, ClearbitRecord]> {
  for (let number = 0; number < KNOWN; number += 1) {
    const { email, firstName, lastName, title, company, country } = person(number)
    yield [
      email,
      {
        person: { name: { givenName: firstName, familyName: lastName }, employment: { title } },
        company: {
          name: company,
          domain: email.slice(email.indexOf('@') + 1),
          metrics: { employees: (number * 37) % 3_000 },
          geo: { countryCode: country },
          category: { industry: 'Software' },
        },
      },
    ]
  }
}
