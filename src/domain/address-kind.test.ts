import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKind, isWithinReach } from './address-kind.ts'
import { subscriberUrlProblem } from './subscriber-url.ts'

const addresses = {
  public: ['8.8.8.8', '172.32.0.1', '11.0.0.1', '2606:4700::1111', '::ffff:8.8.8.8'],
  loopback: ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1'],
  never: [
    ...['0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '198.18.0.1', '240.0.0.1'],
    ...[
      '100.100.100.200',
      'fd00:ec2::254',
      'fe80::1',
      'ff02::1',
      '::',
      '::7f00:1',
      '2002:7f00:1::',
    ],
    ...['64:ff9b::7f00:1', '2001:db8::1', '2001::1', 'fe80::1%eth0', '::ffff:169.254.169.254'],
    ...['::ffff:a9fe:a9fe', 'localhost', ''],
  ],
}

for (const [kind, ofKind] of Object.entries(addresses)) {
  for (const address of ofKind) {
    test(`"${address}" is ${kind}`, () => assert.equal(addressKind(address), kind))
  }
}

test('each reach covers what the one before it does, and none what nobody can have', () => {
  const covered = (reach: Parameters<typeof isWithinReach>[1]) =>
    ['8.8.8.8', '127.0.0.1', '10.0.0.1', '169.254.169.254'].map((it) => isWithinReach(it, reach))

  assert.deepEqual(covered('public'), [true, false, false, false])
  assert.deepEqual(covered('loopback'), [true, true, false, false])
  assert.deepEqual(covered('private'), [true, true, true, false])
})

const urls: Readonly<Record<string, RegExp | undefined>> = {
  'https://crm.example/hooks?x=1': undefined,
  'https://crm.example:8443/': undefined,
  'http://127.0.0.1:9000/': undefined,
  'http://localhost/': undefined,
  'http://crm.example/': /must begin with https/,
  'http://8.8.8.8/': /must begin with https/,
  'ftp://crm.example/': /must begin with https/,
  'https://user:word@crm.example/': /user or password/,
  'https://crm.example/#x': /fragment/,
  'https://169.254.169.254/latest': /internal/,
  'https://10.1.2.3/': /internal/,
  // The notations by which an address is hidden are read as the address they are.
  'https://0xa010203/': /internal/,
  'https://[fe80::1]/': /internal/,
  'crm.example': /not a URL/,
  [`https://crm.example/${'x'.repeat(2_000)}`]: /at most 2000/,
}
for (const [url, problem] of Object.entries(urls)) {
  test(`${url.slice(0, 40)} is ${problem === undefined ? 'a subscriber' : 'refused'}`, () => {
    const found = subscriberUrlProblem(url, 'loopback')
    if (problem === undefined) assert.equal(found, undefined)
    else assert.match(found ?? '', problem)
  })
}

test('loopback is refused where only the public is within reach', () => {
  assert.match(subscriberUrlProblem('http://127.0.0.1/', 'public') ?? '', /internal/)
  assert.match(subscriberUrlProblem('https://[::1]/', 'public') ?? '', /internal/)
})
