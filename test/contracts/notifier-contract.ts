import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refused } from '../../src/domain/failure.ts'
import type { AssignmentId } from '../../src/domain/ids.ts'
import type { Notification, Notifier, Recipient } from '../../src/ports/notifier.ts'
import { aDigest, aNotification } from '../support/a-notification.ts'
import { comesBackWhenTold, type Fault, HASTY_MS, PATIENT_MS, unavailable } from './fault.ts'

/** A notifier and a look at the other end of its channel. */
export type NotifierHarness = AsyncDisposable & {
  readonly notifier: Notifier
  /** The same, with a wrong token or password. */
  readonly intruder: Notifier
  /** Someone the channel knows, and someone it does not. */
  readonly known: Recipient
  readonly unknown: Recipient
  fail(fault: Fault | undefined): void
  /** Title of each message that arrived. */
  arrived(): readonly string[]
}

/** Of another alert, about another offer. */
const ANOTHER = {
  id: '01900000-0000-7000-8000-00000000a002',
  assignmentId: '01900000-0000-7000-8000-00000000b002' as AssignmentId,
}

/**
 * What every notifier must do. `namesTime` tells that the channel says when to come back after too
 * many calls; SMTP has no words for it. `finds` tells that it can be looked for a message there.
 */
export function notifierContract(
  name: string,
  setUp: (timeLimitMs: number) => Promise<NotifierHarness>,
  { namesTime, finds = false }: { namesTime: boolean; finds?: boolean },
): void {
  const to = (recipient: Recipient): Notification => aNotification({ recipient })

  describe(`${name} is a notifier`, () => {
    test('the message arrives, and the channel says under which id', async () => {
      await using harness = await setUp(PATIENT_MS)

      const receipt = await harness.notifier.send(to(harness.known))

      assert.deepEqual(harness.arrived(), [to(harness.known).title])
      assert(receipt.providerId.length > 0)
    })

    test('a digest arrives as one message, under its own title', async () => {
      await using harness = await setUp(PATIENT_MS)
      const digest = aDigest({ recipient: harness.known })

      const receipt = await harness.notifier.send(digest)

      const [arrived, ...others] = harness.arrived()
      assert.ok(arrived?.startsWith(digest.title), arrived)
      assert.deepEqual(others, [])
      assert.ok(receipt.providerId.length > 0)
    })

    test('someone unknown is refused, and nothing arrives', async () => {
      await using harness = await setUp(PATIENT_MS)

      await assert.rejects(harness.notifier.send(to(harness.unknown)), Refused)

      assert.deepEqual(harness.arrived(), [])
    })

    test('a wrong credential is refused, and nothing arrives', async () => {
      await using harness = await setUp(PATIENT_MS)

      await assert.rejects(harness.intruder.send(to(harness.known)), Refused)

      assert.deepEqual(harness.arrived(), [])
    })

    test('a channel in trouble is unavailable, and works again when it has recovered', async () => {
      await using harness = await setUp(PATIENT_MS)

      harness.fail('internal-error')
      await unavailable(harness.notifier.send(to(harness.known)))
      harness.fail(undefined)
      await harness.notifier.send(to(harness.known))

      assert.deepEqual(harness.arrived(), [to(harness.known).title])
    })

    test('no answer in time is unavailable, and says that it may have been sent', async () => {
      await using harness = await setUp(HASTY_MS)
      harness.fail('hang')

      const failure = await unavailable(harness.notifier.send(to(harness.known)))

      assert.equal(failure.mayHaveHappened, true)
    })

    test('a connection that breaks after sending says that it may have been sent', async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('hang-up')

      const failure = await unavailable(harness.notifier.send(to(harness.known)))

      assert.equal(failure.mayHaveHappened, true)
      assert.deepEqual(harness.arrived(), [to(harness.known).title])
    })

    test('what was sent before the connection broke is found, once and under its id', {
      skip: !finds,
    }, async () => {
      await using harness = await setUp(PATIENT_MS)
      const { notifier, known } = harness
      assert.ok(notifier.find)
      const since = new Date()
      const before = await notifier.find(to(known), since)
      harness.fail('hang-up')
      await unavailable(notifier.send(to(known)))
      harness.fail(undefined)

      const found = await notifier.find(to(known), since)

      assert.equal(before, undefined)
      assert((found?.providerId.length ?? 0) > 0)
      assert.equal(await notifier.find({ ...to(known), ...ANOTHER }, since), undefined)
      const later = new Date(since.getTime() + 3_600_000)
      assert.equal(await notifier.find(to(known), later), undefined)
      assert.deepEqual(harness.arrived(), [to(known).title])
    })

    test('failures tell neither names nor addresses nor text', async () => {
      await using harness = await setUp(PATIENT_MS)
      const notification = to(harness.unknown)

      const [outcome] = await Promise.allSettled([harness.notifier.send(notification)])

      assert(outcome.status === 'rejected' && outcome.reason instanceof Refused)
      const told = `${outcome.reason.stack} ${JSON.stringify(outcome.reason.cause ?? null)}`
      const { email, name: person } = notification.recipient
      for (const secret of [email, person, notification.title]) assert(!told.includes(secret))
    })

    test('too many messages: it says when to come back', { skip: !namesTime }, async () => {
      await using harness = await setUp(PATIENT_MS)
      harness.fail('rate-limit')

      const askedAt = new Date()
      const failure = await unavailable(harness.notifier.send(to(harness.known)))

      comesBackWhenTold(failure, askedAt)
      assert.deepEqual(harness.arrived(), [])
    })
  })
}
