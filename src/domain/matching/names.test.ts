import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { companyLikeness } from './company-likeness.ts'
import { type CompanyName, readCompanyName } from './company-name.ts'
import { isSharedMailbox, readMailbox } from './mailbox.ts'
import { isSameFirstName } from './nicknames.ts'
import { readPersonName } from './person-name.ts'

const company = (name: string) => readCompanyName(name) as CompanyName
const even = () => 1

describe('names of companies', () => {
  test('legal forms, fillers and spelling do not tell companies apart', () => {
    const spellings = [
      'Acme Logistics GmbH',
      'ACME LOGISTICS',
      'The Acme Logistics Inc.',
      'AcmeLogistics',
      'Ácme & Logistics Ltd',
    ]
    for (const name of spellings) assert.equal(company(name).joined, 'acmelogistics')
    assert.deepEqual(company('Acme Limited Liability Company').legalForms, ['llc'])
    assert.deepEqual(company('I.B.M. Corp').words, ['ibm'])
  })

  test('a name that is nothing but forms and fillers keeps its words', () => {
    assert.deepEqual(company('The Company').words, ['company'])
    assert.deepEqual(company('Group').words, ['group'])
    assert.equal(readCompanyName(' -- '), undefined)
  })

  test('a slip, an acronym or a country is near; another company is not', () => {
    const likeness = (a: string, b: string) => companyLikeness(company(a), company(b), even)

    assert.equal(likeness('Acme Logistics GmbH', 'acme logistics'), 1)
    assert.ok(likeness('Acme Logistics', 'Acme Logistcs AS') > 0.8)
    assert.ok(likeness('Acme Logistics', 'Acme Logistics Norway') > 0.5)
    assert.ok(likeness('International Business Machines', 'IBM') > 0.2)
    assert.ok(likeness('Acme Logistics', 'Quayside Foods') < 0.1)
    assert.equal(likeness('Acme Foods', 'Foods of Acme'), likeness('Foods of Acme', 'Acme Foods'))
  })
})

describe('names of persons', () => {
  test('titles are left out, other scripts read, and a turned name is turned back', () => {
    assert.deepEqual(readPersonName('Dr. Ingrid', 'Solberg'), {
      given: 'ingrid',
      family: 'solberg',
    })
    assert.deepEqual(readPersonName('Solberg, Ingrid', undefined), {
      given: 'ingrid',
      family: 'solberg',
    })
    assert.deepEqual(readPersonName('Ingrid Marie Solberg', ''), {
      given: 'ingrid',
      family: 'marie solberg',
    })
    assert.deepEqual(readPersonName('Ольга', 'Иванова'), readPersonName('Olga', 'Ivanova'))
  })

  test('what people type to try a form out names nobody', () => {
    assert.deepEqual(readPersonName('test', 'Test'), { given: '', family: '' })
    assert.deepEqual(readPersonName('asdf', undefined), { given: '', family: '' })
  })

  test('nicknames stand for their names, and for each other', () => {
    assert.ok(isSameFirstName('bob', 'robert'))
    assert.ok(isSameFirstName('liz', 'beth'))
    assert.ok(isSameFirstName('alex', 'alexandra'))
    assert.ok(!isSameFirstName('alexander', 'alexandra'))
    assert.ok(!isSameFirstName('ingrid', 'olga'))
  })
})

describe('mailboxes', () => {
  test('what a provider ignores is left out, and only there', () => {
    const text = (address: string) => Object.values(readMailbox(address)).join('@')

    assert.equal(text('ada.king+news@googlemail.com'), 'adaking@gmail.com')
    assert.equal(text('ada.king+news@outlook.com'), 'ada.king@outlook.com')
    assert.equal(text('ada-shop@yahoo.com'), 'ada@yahoo.com')
    assert.equal(text('ada.king+news@acme.example'), 'ada.king+news@acme.example')
    assert.equal(text('+@gmail.com'), '+@gmail.com')
  })

  test('a desk is no person', () => {
    for (const user of [
      'info',
      'sales',
      'no-reply',
      'no_reply',
      'kontakt',
      'contact-us',
      'sales2',
      'support+eu',
      'front.desk',
      'enquiries',
      'test1',
    ]) {
      assert.ok(isSharedMailbox({ user, domain: 'acme.example' }), user)
    }
    for (const user of ['ada', 'ada2', 'sally.post', 'orderly', '22']) {
      assert.ok(!isSharedMailbox({ user, domain: 'acme.example' }), user)
    }
  })
})
