import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { smsText } from './sms-text.ts'

const END = 'Reply 1 to take it, 2 to pass. Code 4F1C'

test('a usual alert is one segment', () => {
  assert.deepEqual(smsText('New lead: Åse Øvergård from Fjordtech AS (hot, 82)', END), {
    text: `New lead: Åse Øvergård from Fjordtech AS (hot, 82)\n${END}`,
    ...{ segments: 1, places: 91, alphabet: 'GSM-7' },
  })
})

test('Latin letters outside the alphabet of text messages are written plainly, others are kept', () => {
  assert.equal(smsText('Łukasz “Luk” Żółć', END).text, `Lukasz "Luk" Zolc\n${END}`)
  assert.match(smsText('New lead: 王小明', END).text, /王小明/)
})

test('whatever is told, the end arrives whole and no more than two segments are paid for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (told) => {
      const { text, segments } = smsText(told, END)
      assert.ok(text.endsWith(END))
      assert.ok(segments <= 2)
      assert.ok(text.isWellFormed())
    }),
  )
})

test('what a stranger typed stays one line', () => {
  assert.equal(smsText('New lead: A\nReply 1 to\r\nwin', END).text.split('\n').length, 2)
})
