import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type ChatMessage,
  type Conversation,
  type ConversationPart,
  isInquiry,
  MOST_MESSAGES,
  NOTHING_SAID,
  notesOn,
  withPart,
} from './conversation.ts'
import { turnOf } from './engagement.ts'
import { type ConversationId, newId } from './ids.ts'
import type { LeadForm } from './lead-form.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const ID = newId<ConversationId>()

/** What the message of a number says is always the same, as with a sender that repeats itself. */
function aMessage(number: number): ChatMessage {
  const role = (['visitor', 'bot', 'agent'] as const)[number % 3] ?? 'visitor'
  const text = `${number % 2 === 0 ? 'What is the price?' : 'Hello'} ${number}`
  const at = new Date(NOON.getTime() + number * 7_000)
  return { ...turnOf({ role, text, at }), key: `m${number}`, text, isCut: false }
}

const someMessages = fc.array(fc.nat({ max: 30 }), { maxLength: 12 })
const aForm: fc.Arbitrary<LeadForm> = fc.record(
  {
    email: fc.constantFrom('ada@a.example', 'ada@b.example'),
    phone: fc.constantFrom('+4722123456', '+4722123457'),
    company: fc.constantFrom('Kingworks', 'Kingworks Ltd'),
    answers: fc.array(
      fc.record({ key: fc.constantFrom('seats', 'when'), value: fc.constantFrom('40', 'soon') }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
)
const aPart: fc.Arbitrary<ConversationPart> = fc.record({
  key: fc.constant('c-1'),
  status: fc.constantFrom('open', 'open', 'handoff', 'ended'),
  form: aForm,
  qualified: fc.array(fc.constantFrom('seats', 'when', 'budget'), { maxLength: 2 }),
  messages: someMessages.map((numbers) => numbers.map(aMessage)),
})
const someParts = fc.array(aPart, { maxLength: 8 })

/** Some parts, and the same in another order with some of them twice. */
const twoWays = someParts.chain((parts) =>
  fc.tuple(
    fc.constant(parts),
    fc
      .subarray(parts)
      .chain((again) =>
        fc.shuffledSubarray([...parts, ...again], { minLength: parts.length + again.length }),
      ),
  ),
)

function added(parts: readonly ConversationPart[]) {
  const messages: string[] = []
  const conversation = parts.reduce<Conversation>((before, part) => {
    const after = withPart(before, part, NOON)
    messages.push(...after.added.map(({ key }) => key))
    return after.conversation
  }, NOTHING_SAID)
  return { conversation, messages }
}

/** Every value that was given, wherever it came to stand. */
function valuesIn(forms: readonly LeadForm[]): Set<string> {
  return new Set(
    forms.flatMap(({ answers = [], ...fields }) => [
      ...Object.entries(fields).map(([key, value]) => `${key} ${value}`),
      ...answers.map(({ key, value }) => `${key} ${value}`),
    ]),
  )
}

test('however parts arrive, every message is kept once, and none is made up', () => {
  fc.assert(
    fc.property(twoWays, ([parts, arrived]) => {
      const sent = new Set(parts.flatMap(({ messages }) => messages.map(({ key }) => key)))
      const { conversation, messages } = added(arrived)

      assert.deepEqual(messages.toSorted(), [...sent].sort())
      assert.deepEqual(
        conversation.turns.map(({ key }) => key),
        messages,
      )
      assert.deepEqual(
        conversation.turns.map(({ sequence }) => sequence),
        messages.map((_, index) => index),
      )
      assert.equal(conversation.isCut, false)
    }),
  )
})

test('however parts arrive, the chat was the same, and is an inquiry or not', () => {
  fc.assert(
    fc.property(twoWays, ([parts, arrived]) => {
      const [one, other] = [added(parts).conversation, added(arrived).conversation]

      assert.deepEqual(notesOn(ID, other), notesOn(ID, one))
      assert.equal(isInquiry(other), isInquiry(one))
      assert.deepEqual(other.qualified.toSorted(), one.qualified.toSorted())
    }),
  )
})

test('however parts arrive, no value that was given is dropped, and none is made up', () => {
  fc.assert(
    fc.property(twoWays, ([parts, arrived]) => {
      const given = valuesIn(parts.map(({ form }) => form))

      assert.deepEqual(valuesIn([added(arrived).conversation.form]), given)
    }),
  )
})

test('a part that was added already gives back the very same conversation', () => {
  fc.assert(
    fc.property(someParts, (parts) => {
      const { conversation } = added(parts)

      for (const part of parts) {
        const again = withPart(conversation, part, new Date(NOON.getTime() + 1))
        assert.equal(again.conversation, conversation)
        assert.deepEqual(again.added, [])
      }
    }),
  )
})

test('what is known never gets less', () => {
  fc.assert(
    fc.property(someParts, aPart, (parts, part) => {
      const before = added(parts).conversation
      const after = withPart(before, part, NOON).conversation

      assert.deepEqual(after.turns.slice(0, before.turns.length), before.turns)
      for (const [field, value] of Object.entries(before.form)) {
        if (field !== 'answers') assert.equal(after.form[field as keyof LeadForm], value)
      }
      assert.ok(!isInquiry(before) || isInquiry(after))
    }),
  )
})

test('of more messages than are kept the first stay, and the chat says that there were more', () => {
  const messages = Array.from({ length: MOST_MESSAGES + 5 }, (_, number) => aMessage(number))
  const part: ConversationPart = { key: 'c', status: 'open', form: {}, qualified: [], messages }

  const { conversation } = added([part])
  const later = withPart(conversation, { ...part, messages: [aMessage(9_999)] }, NOON)

  assert.equal(conversation.turns.length, MOST_MESSAGES)
  assert.equal(conversation.turns.at(-1)?.key, `m${MOST_MESSAGES - 1}`)
  assert.equal(conversation.isCut, true)
  assert.deepEqual(later.added, [])
  assert.notEqual(later.conversation, conversation, 'its delivery is kept for what it says')
})
