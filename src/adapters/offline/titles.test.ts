import assert from 'node:assert/strict'
import { test } from 'node:test'
import { departmentOf, seniorityOf } from './titles.ts'

const titles: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  CEO: ['executive', undefined],
  'C.E.O.': [undefined, undefined],
  'Co-Founder & CTO': ['executive', 'engineering'],
  'Chief Information Security Officer': ['executive', 'it'],
  'Managing Director': ['executive', undefined],
  'VP Sales': ['vp', 'sales'],
  'Senior Vice President, Marketing': ['vp', 'marketing'],
  'Director of Engineering': ['director', 'engineering'],
  'Head of People': ['director', 'human-resources'],
  'IT Manager': ['manager', 'it'],
  'Senior Software Engineer': ['senior', 'engineering'],
  'Sales Development Intern': ['junior', 'sales'],
  'Account Executive': ['junior', 'sales'],
  'Senior Account Executive': ['senior', 'sales'],
  'Executive Assistant': ['junior', undefined],
  'Assistant to the CEO': ['junior', undefined],
  'Product Owner': ['junior', 'product'],
  Geschäftsführerin: ['executive', undefined],
  'Mitglied des Vorstands': ['executive', undefined],
  'Vertriebsleiter DACH': ['manager', 'sales'],
  'Bereichsleiterin Einkauf': ['director', 'operations'],
  'Leitung Buchhaltung': ['manager', 'finance'],
  Softwareentwickler: [undefined, 'engineering'],
  'Werkstudent Marketing': ['junior', 'marketing'],
  'Directeur général': ['executive', undefined],
  'Directrice commerciale': ['director', 'sales'],
  'Responsable des ressources humaines': ['manager', 'human-resources'],
  'Director General': ['executive', undefined],
  'Gerente de compras': ['manager', 'operations'],
  'Amministratore delegato': ['executive', undefined],
  'Direttore finanziario': ['director', 'finance'],
  'Hoofd Verkoop': ['director', 'sales'],
  'Diretora de vendas': ['director', 'sales'],
  '': [undefined, undefined],
  '🦄 Ninja': [undefined, undefined],
}

for (const [title, [seniority, department]] of Object.entries(titles)) {
  const rank = seniority ?? 'of no known rank'
  test(`"${title}" is ${rank}, in ${department ?? 'no known department'}`, () => {
    assert.deepEqual([seniorityOf(title), departmentOf(title)], [seniority, department])
  })
}

test('a title of any length is read at once', () => {
  assert.equal(seniorityOf(`${'a '.repeat(250)}chef de projet`), 'manager')
})
