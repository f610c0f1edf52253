import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  SANDBOX_SMTP_PASSWORD,
  SANDBOX_SMTP_USER,
  smtpSandbox,
} from '../../../sandbox/smtp-sandbox.ts'
import { type Fault, PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aDigest, aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { smtpNotifier } from './notifier.ts'

const { recipient: mara } = aNotification()
const LOOPBACK = { host: '127.0.0.1', from: 'Leads <leads@example.com>', secure: false }

async function mailServer(timeLimitMs = PATIENT_MS) {
  const smtp = await smtpSandbox({ recipients: [mara.email] })
  const notifier = (password: string) =>
    smtpNotifier({
      ...{ ...LOOPBACK, port: smtp.port, user: SANDBOX_SMTP_USER, password, timeLimitMs },
      links: async () => ({ accept: 'https://leads.example/a/take?x=1&y="2"' }),
    })
  return {
    smtp,
    notifier: notifier(SANDBOX_SMTP_PASSWORD),
    intruder: notifier('stolen'),
    known: mara,
    unknown: { ...mara, name: 'Gone Away', email: 'gone.away@example.com' },
    fail: (fault: Fault | undefined) => smtp.behave(httpBehaviour(fault)),
    arrived: () => smtp.received.mails.map(({ raw }) => header(raw, 'Subject')),
    [Symbol.asyncDispose]: smtp.close,
  }
}

const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(raw)?.[1] ?? ''

notifierContract('smtpNotifier', mailServer, { namesTime: false })

test('a mail sent twice carries the same Message-ID, so that a mail program shows it once', async () => {
  await using harness = await mailServer()

  await harness.notifier.send(aNotification())
  await harness.notifier.send(aNotification())

  const [first, second] = harness.smtp.received.mails
  assert.equal(first?.messageId, `<${aNotification().id}@example.com>`)
  assert.equal(second?.messageId, first?.messageId)
})

test('what a stranger typed is shown as text and can neither add markup nor headers', async () => {
  await using harness = await mailServer()
  const title = 'Hot\r\nBcc: all@example.com <img src=x onerror="x">'

  await harness.notifier.send(aNotification({ title, lines: ['<script>steal()</script>'] }))

  const { to, raw } = harness.smtp.received.mails[0] ?? { to: [], raw: '' }
  const html = raw.slice(raw.indexOf('text/html')).replaceAll('=\r\n', '')
  assert.deepEqual(to, [mara.email])
  assert.equal(header(raw.slice(0, raw.indexOf('\r\n\r\n')), 'Bcc'), '')
  assert(html.includes('&#60;script&#62;steal()&#60;/script&#62;'))
  assert(!html.includes('<script') && !html.includes('<img'))
})

test('no machine answers these mails', async () => {
  await using harness = await mailServer()

  await harness.notifier.send(aNotification())

  assert.equal(
    header(harness.smtp.received.mails[0]?.raw ?? '', 'Auto-Submitted'),
    'auto-generated',
  )
})

test('"try again later" is unavailable, and the mail was not taken', async () => {
  await using harness = await mailServer()
  harness.smtp.behave({ status: 451 })

  const failure = await unavailable(harness.notifier.send(aNotification()))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['smtp-deferred', false])
})

test('a text the server will not take is refused', async () => {
  await using harness = await mailServer()
  harness.smtp.behave({ status: 554 })

  await assert.rejects(
    harness.notifier.send(aNotification()),
    (failure) => failure instanceof Refused && failure.code === 'smtp-rejected',
  )
})

test('when nobody listens nothing was sent', async () => {
  const notifier = smtpNotifier({ ...LOOPBACK, port: 1 })

  const failure = await unavailable(notifier.send(aNotification()))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['smtp-unreachable', false])
})

test('a rep without a mail address is not reached', async () => {
  await using harness = await mailServer()

  assert.equal(harness.notifier.reaches(mara), true)
  assert.equal(harness.notifier.reaches({ ...mara, email: '' }), false)
})

test('an address that is none is refused', async () => {
  await using harness = await mailServer()
  const recipient = { ...mara, email: 'not an address' }

  await assert.rejects(harness.notifier.send(aNotification({ recipient })), (failure) => {
    return failure instanceof Refused && !(failure instanceof Unavailable)
  })
})

const decoded = (raw: string) =>
  raw
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

test('the rep answers by a link, in the text and in the HTML', async () => {
  await using harness = await mailServer()

  await harness.notifier.send(aNotification())

  const raw = decoded(harness.smtp.received.mails[0]?.raw ?? '')
  assert.ok(raw.includes('Accept: https://leads.example/a/take?x=1&y="2"'))
  assert.ok(raw.includes('<a href="https://leads.example/a/take?x=1&#38;y=&#34;2&#34;">Accept'))
  assert.ok(!raw.includes('Decline'))
})

test('mails about one lead are one thread, and a mailbox can sort them', async () => {
  await using harness = await mailServer()

  await harness.notifier.send(aNotification())

  const raw = harness.smtp.received.mails[0]?.raw ?? ''
  assert.ok(header(raw, 'References').includes(aNotification().leadId))
  assert.equal(header(raw, 'In-Reply-To'), header(raw, 'References'))
  assert.match(header(raw, 'List-ID'), /<lead-alerts\.example\.com>/i)
  assert.equal(header(raw, 'Importance'), 'High')
})

const full = { 552: 'Over quota', 452: '4.2.2 The mailbox is full', 554: '5.2.2 Mailbox full' }
for (const [status, error] of Object.entries(full)) {
  test(`${status} ${error}: the mailbox is full, and no sooner empty for asking again`, async () => {
    await using harness = await mailServer()
    harness.smtp.behave({ status: Number(status), error })

    await assert.rejects(
      harness.notifier.send(aNotification()),
      (failure) => failure instanceof Refused && failure.code === 'smtp-mailbox-full',
    )
  })
}

test('each lead of a digest has links of its own, and a hostile name is shown as it is', async () => {
  await using smtp = await smtpSandbox({ recipients: [mara.email] })
  const notifier = smtpNotifier({
    ...{ ...LOOPBACK, port: smtp.port },
    links: async ({ assignmentId, actions }) =>
      actions.length === 0 ? {} : { accept: `https://leads.example/a/${assignmentId.slice(-4)}` },
  })

  await notifier.send(aDigest())

  const raw = decoded(smtp.received.mails[0]?.raw ?? '')
  for (const code of ['b001', 'b002']) {
    assert.ok(raw.includes(`Accept: https://leads.example/a/${code}`))
    assert.ok(raw.includes(`<a href="https://leads.example/a/${code}">Accept</a>`))
  }
  assert.ok(raw.includes('&#60;b&#62;Bo&#60;/b&#62;'))
  assert.ok(header(raw, 'References').includes(aDigest().id))
})

const limits = {
  421: '4.7.0 Try again later',
  432: '4.3.2 Concurrent connections limit exceeded',
  454: 'Throttling failure: Maximum sending rate exceeded',
  451: '4.3.2 System not accepting network messages',
}
for (const [status, error] of Object.entries(limits)) {
  test(`${status} ${error}: the server takes nothing for now, so it is left alone`, async () => {
    await using harness = await mailServer()
    harness.smtp.behave({ status: Number(status), error })

    const failure = await unavailable(harness.notifier.send(aNotification()))

    assert.deepEqual([failure.code, failure.mayHaveHappened], ['smtp-rate-limited', false])
    assert.ok(failure.notBefore)
  })
}
