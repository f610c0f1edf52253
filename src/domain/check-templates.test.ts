import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { readDocuments } from './read-documents.ts'

const FOLDER = new URL('../../config/', import.meta.url)
const others = readdirSync(FOLDER)
  .filter((path) => path !== 'templates.yaml')
  .map((path) => ({ path, text: readFileSync(new URL(path, FOLDER), 'utf8') }))

/** Where and why texts of alerts are refused, as `line:column reason`. */
function problemsIn(...texts: readonly string[]): readonly string[] {
  const text = `alerts:\n${texts.map((one) => `  - ${one}\n`).join('')}`
  const read = readDocuments([...others, { path: 'templates.yaml', text }])
  return read.ok
    ? []
    : read.problems.map(({ line, column, reason }) => `${line}:${column} ${reason}`)
}

describe('the texts of alerts', () => {
  test('may be left out, and then the built-in words are used', () => {
    const read = readDocuments(others)

    assert.ok(read.ok)
    assert.deepEqual(read.documents.templates, { alerts: [] })
  })

  test('a fact that there is not is told with its place and what was probably meant', () => {
    assert.deepEqual(problemsIn('{ kinds: [offer], title: "For you: {nmae}" }'), [
      '2:40 there is no fact `nmae`; did you mean `name`?',
    ])
    assert.match(problemsIn('{ kinds: [offer], lines: ["{weather}"] }')[0] ?? '', /there are who,/)
  })

  test('what cannot be read is told with its place', () => {
    assert.deepEqual(problemsIn('{ kinds: [offer], title: "Hot: [{who}" }'), [
      '2:36 is not closed, or stands within brackets; write `\\[` for the sign itself',
    ])
  })

  test('what others could read stays out of text messages and browsers', () => {
    const told = (fact: string, channel: string) =>
      problemsIn(`{ kinds: [hand-off], channels: [${channel}], title: "{${fact}}" }`)

    for (const channel of ['sms', 'push']) {
      assert.match(told('message', channel)[0] ?? '', /must not be sent by/)
      assert.match(told('transcript', channel)[0] ?? '', /must not be sent by/)
      assert.deepEqual(told('phone', channel), [])
    }
    assert.deepEqual(told('transcript', 'email'), [])
    assert.deepEqual(problemsIn('{ kinds: [offer], lines: ["{message}"] }'), [])
  })

  test('a fact that this kind of alert never has is refused', () => {
    assert.deepEqual(problemsIn('{ kinds: [offer, attached], lines: ["{pages}"] }'), [
      '2:42 `{pages}` is never known for `offer`',
    ])
  })

  test('a text message whose own words leave no room is refused with its count', () => {
    const long = (letter: string) =>
      problemsIn(`{ kinds: [offer], channels: [sms], title: "${letter.repeat(260)} {who}" }`)

    assert.match(long('a')[0] ?? '', /takes 2\d\d of the 2\d\d places of a text message \(GSM-7\)/)
    assert.match(long('字')[0] ?? '', /of the \d\d places of a text message \(UCS-2\)/)
    assert.match(
      problemsIn('{ kinds: [offer], channels: [sms], lines: ["{who}"] }')[0] ?? '',
      /has a title alone/,
    )
  })

  test('a text behind one that takes all of its alerts is refused', () => {
    const german = '{ kinds: [offer], locales: [de], title: "Neu: {who}" }'
    const all = '{ kinds: [offer, reminder], title: "New: {who}" }'

    assert.deepEqual(problemsIn(german, all), [])
    assert.match(problemsIn(all, german)[0] ?? '', /text 1 of the document is about all/)
  })
})
