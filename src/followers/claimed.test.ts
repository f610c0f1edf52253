import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unavailable } from '../domain/failure.ts'
import { type ContactId, newId } from '../domain/ids.ts'
import type { ContactBook } from '../ports/contact-book.ts'
import { claimed } from './claimed.ts'

const CONTACT = newId<ContactId>()

/** Claims in memory, for one contact and purpose. */
function claims(release: () => Promise<void> = async () => undefined) {
  let isHeld = false
  const claim: ContactBook['claim'] = async () => {
    if (isHeld) return undefined
    isHeld = true
    return {
      keep: async () => undefined,
      async release() {
        isHeld = false
        await release()
      },
    }
  }
  return { claim }
}

test('work meets a claim that is held as unavailable, and goes on once it is released', async () => {
  const contacts = claims()
  const done: string[] = []

  await claimed(contacts, CONTACT, 'crm', async () => {
    const second = claimed(contacts, CONTACT, 'crm', async () => void done.push('second'))
    await assert.rejects(second, { name: 'Unavailable', code: 'contact-busy' })
    done.push('first')
  })
  await claimed(contacts, CONTACT, 'crm', async () => void done.push('third'))

  assert.deepEqual(done, ['first', 'third'])
})

test('work that fails releases its claim, and its failure comes before that of the release', async () => {
  const contacts = claims(() => Promise.reject(new Unavailable('database-down', 'Gone')))
  const failure = new Error('The work failed')

  const failed = claimed(contacts, CONTACT, 'crm', () => Promise.reject(failure))
  await assert.rejects(failed, failure)

  const next = claimed(contacts, CONTACT, 'crm', async () => undefined)
  await assert.rejects(next, { code: 'database-down' })
})
