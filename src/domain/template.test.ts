import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { factsIn, filledTemplate, readTemplate } from './template.ts'

function filled(text: string, facts: Record<string, string | undefined>) {
  const read = readTemplate(text)
  assert.ok(read.ok, text)
  return filledTemplate(read.template, facts)
}

describe('a text with facts in it', () => {
  test('leaves out what stands in brackets when one of its facts is not known', () => {
    const text = 'New lead: {who}[ ({tier}, {score})]'

    assert.equal(filled(text, { who: 'Ada', tier: 'hot', score: '82' }), 'New lead: Ada (hot, 82)')
    assert.equal(filled(text, { who: 'Ada', tier: 'hot' }), 'New lead: Ada')
    assert.equal(filled(text, { tier: 'hot', score: '82' }), undefined)
  })

  test('never reads what is put in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        assert.equal(filled('[{who}] \\{who\\}', { who: name, name: 'x' }), `${name} {who}`)
      }),
    )
  })

  test('knows no facts but those it is given', () => {
    assert.equal(filled('[{constructor}{toString}]', {}), '')
  })

  test('is read, or told with the place that is wrong, whatever it is', () => {
    const sign = fc.constantFrom('{', '}', '[', ']', '\\', 'who', ' ', 'é')
    fc.assert(
      fc.property(fc.array(sign), (signs) => {
        const text = signs.join('')
        const read = readTemplate(text)
        if (read.ok) return factsIn(read.template).every(({ column }) => text[column - 1] === '{')
        return read.column >= 1 && read.column <= text.length
      }),
    )
  })
})
