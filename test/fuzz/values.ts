import { jsonOf, type Node } from './node.ts'

const repeated = (text: string, times: number) => text.repeat(times)
const manyFields = (count: number): Node => ({
  fields: Array.from({ length: count }, (_, index) => [`field_${index}`, { text: `${index}` }]),
})

/** Values that nobody should send and somebody will, by name. */
export const VALUES: Readonly<Record<string, () => Node>> = {
  null: () => ({ raw: 'null' }),
  true: () => ({ raw: 'true' }),
  'empty text': () => ({ text: '' }),
  'empty list': () => ({ list: [] }),
  'empty object': () => ({ fields: [] }),
  blanks: () => ({ text: ' \t\r\n\u00a0\u2003 ' }),
  zero: () => ({ raw: '0' }),
  'minus zero': () => ({ raw: '-0' }),
  'over 2^53': () => ({ raw: '9007199254740993' }),
  'over 2^64': () => ({ raw: '184467440737095516170' }),
  fraction: () => ({ raw: '0.1000000000000000055511151231257827' }),
  '1e400': () => ({ raw: '1e400' }),
  '-1e400': () => ({ raw: '-1e400' }),
  '1e-400': () => ({ raw: '1e-400' }),
  'ten thousand digits': () => ({ raw: repeated('7', 10_000) }),
  'a number as text': () => ({ text: '1e400' }),
  'no number': () => ({ raw: 'NaN' }),
  'leading zero': () => ({ raw: '007' }),
  NUL: () => ({ text: 'a\0b' }),
  'lone high surrogate': () => ({ text: 'a\ud800' }),
  'lone low surrogate': () => ({ text: '\udc00b' }),
  'surrogates the wrong way round': () => ({ text: '\udc00\ud800' }),
  'control characters': () => ({ text: '\u0001\u0007\u001b[31m\u007f\u0085' }),
  'line separators': () => ({ text: 'a\u2028b\u2029c\rd\ne' }),
  'right to left': () => ({ text: '\u202eשרה \u2066كتاب\u2069' }),
  emoji: () => ({ text: repeated('👩🏽‍💻', 300) }),
  'combining characters': () => ({ text: `e${repeated('\u0301', 5_000)}` }),
  'long text': () => ({ text: repeated('x', 100_000) }),
  'long word of digits': () => ({ text: repeated('1', 20_000) }),
  'many at signs': () => ({ text: repeated('a@', 10_000) }),
  'many dots': () => ({ text: `a@${repeated('b.', 10_000)}c` }),
  'many spaces': () => ({ text: `a${repeated(' ', 20_000)}b` }),
  'many brackets': () => ({ text: repeated('<', 20_000) }),
  'half an entity': () => ({ text: repeated('&#1', 10_000) }),
  'half an escape': () => ({ text: '%E0%A4%A' }),
  html: () => ({ text: '<script>alert(1)</script><p title="' }),
  sql: () => ({ text: "'; drop table leads; --" }),
  'a path': () => ({ text: '../../../../etc/passwd' }),
  'an address of a script': () => ({ text: 'javascript:alert(1)' }),
  'a broken address': () => ({ text: 'http://[::1:80/?utm_source=%ff&utm_campaign[]=a' }),
  'an address without end': () => ({
    text: `https://a.example/?${repeated('utm_source=a&', 5_000)}`,
  }),
  'a day that is none': () => ({ text: '2026-02-31T25:61:61Z' }),
  'a day beyond all days': () => ({ text: '+999999-12-31T23:59:59Z' }),
  'a time beyond all times': () => ({ raw: '8640000000000001' }),
  'a time before all times': () => ({ raw: '-8640000000000001' }),
  'a year of five digits': () => ({ text: '12026-01-01T00:00:00Z' }),
  'a list of mixed things': () => ({
    list: [{ raw: '1' }, { text: 'a' }, { list: [] }, { raw: 'null' }],
  }),
  'names and values': () => ({
    list: [
      {
        fields: [
          ['name', { raw: '1' }],
          ['value', { list: [{ fields: [] }] }],
        ],
      },
      {
        fields: [
          ['name', { text: '__proto__' }],
          ['value', { text: 'polluted' }],
        ],
      },
    ],
  }),
  prototype: () => ({
    fields: [
      [
        '__proto__',
        {
          fields: [
            ['isTest', { raw: 'true' }],
            ['polluted', { text: 'yes' }],
          ],
        },
      ],
      ['constructor', { fields: [['prototype', { fields: [['polluted', { text: 'yes' }]] }]] }],
    ],
  }),
  '63 levels': () => nested(63),
  '10,000 levels': () => nested(10_000),
  '10,000 levels of objects': () => ({
    raw: `${repeated('{"a":', 10_000)}1${repeated('}', 10_000)}`,
  }),
  '10,000 levels left open': () => ({ raw: repeated('[', 10_000) }),
  '10,000 fields': () => manyFields(10_000),
  '10,000 items': () => ({ list: Array.from({ length: 10_000 }, () => ({ fields: [] })) }),
  '10,000 objects': () => ({
    list: Array.from({ length: 10_000 }, (_, index) => ({ fields: [['id', { raw: `${index}` }]] })),
  }),
  'JSON in a text': () => ({ text: jsonOf({ fields: [['email', { text: 'a@b.example' }]] }) }),
  'broken JSON in a text': () => ({ text: '{"q3_email":' }),
  'deep JSON in a text': () => ({ text: repeated('[', 10_000) }),
  'a comment': () => ({ raw: '/* none */ 1' }),
}

/** Names that mean something to somebody else. */
export const NAMES: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
  ],
  ...['', ' ', '.', '..', 'a.b.c', 'a[b][c]', '[]', '[', ']', '[0]', '__proto__[polluted]'],
  ...[
    'constructor.prototype.polluted',
    'email',
    'phone',
    'id',
    'type',
    'event',
    'redirect',
    'consent',
  ],
  ...['\0', '\ud800', '🦄', 'x'.repeat(10_000), 'length', '0', '-1', '4294967296', 'fields[email]'],
  ...['submission_id', 'first_seen_at', 'visitor_id', 'time_to_fill_ms', 'click.gclid', 'utm'],
]

function nested(levels: number): Node {
  return { raw: `${'['.repeat(levels)}${']'.repeat(levels)}` }
}
