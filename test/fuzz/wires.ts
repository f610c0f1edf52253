import { jsonOf, type Node, pairsOf } from './node.ts'

/** A body as it goes over the wire. */
export type Written = { readonly bytes: Buffer; readonly contentType: string }

const BOUNDARY = 'X-boundary-of-the-test'
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** The ways a body is written, by name. Those of multipart are as wrong as their names say. */
export const WIRES = {
  json: (node) => ({ bytes: Buffer.from(jsonOf(node)), contentType: 'application/json' }),
  'JSON as text': (node) => ({ bytes: Buffer.from(jsonOf(node)), contentType: 'text/plain' }),
  urlencoded: (node) => ({
    bytes: Buffer.from(
      new URLSearchParams(
        pairsOf(node).map(([name, value]): [string, string] => [name, value]),
      ).toString(),
    ),
    contentType: 'application/x-www-form-urlencoded',
  }),
  multipart: (node) => multipart(partsOf(node)),
  'multipart with files': (node) =>
    multipart(partsOf(node).map((part, index) => ({ ...part, more: `; filename="${index}.bin"` }))),
  'multipart with odd file names': (node) =>
    multipart(
      partsOf(node).map((part) => ({
        ...part,
        more: `; filename*=UTF-8''%e0%a4%a; filename="../\\"\u0001"`,
      })),
    ),
  'multipart without names': (node) =>
    multipart(partsOf(node).map((part) => ({ ...part, name: undefined }))),
  'multipart without its end': (node) => {
    const { bytes, contentType } = multipart(partsOf(node))
    return { bytes: bytes.subarray(0, -(BOUNDARY.length + 6)), contentType }
  },
  'multipart with another boundary': (node) => ({
    ...multipart(partsOf(node)),
    contentType: 'multipart/form-data; boundary=other',
  }),
  'multipart without a boundary': (node) => ({
    ...multipart(partsOf(node)),
    contentType: 'multipart/form-data',
  }),
  'multipart with a long boundary': (node) => {
    const boundary = 'b'.repeat(5_000)
    const text = multipart(partsOf(node)).bytes.toString('utf8').replaceAll(BOUNDARY, boundary)
    return { bytes: Buffer.from(text), contentType: `multipart/form-data; boundary="${boundary}"` }
  },
  'multipart of bare line feeds': (node) => ({
    bytes: Buffer.from(multipart(partsOf(node)).bytes.toString('utf8').replaceAll('\r\n', '\n')),
    contentType: TYPE,
  }),
  'multipart of empty parts': () =>
    multipart(Array.from({ length: 10_000 }, () => ({ name: 'a', value: '' }))),
  'multipart of 1,500 parts': (node) => {
    const parts = partsOf(node)
    return multipart([
      ...parts,
      ...Array.from({ length: 1_500 }, (_, index) => ({ name: `n${index}`, value: `${index}` })),
    ])
  },
  'multipart of boundaries alone': () => ({
    bytes: Buffer.from(`--${BOUNDARY}\r\n`.repeat(1_900)),
    contentType: TYPE,
  }),
  'multipart with long headers': (node) =>
    multipart(partsOf(node).map((part) => ({ ...part, headers: `x-long: ${'h'.repeat(50_000)}` }))),
  'multipart with many headers': (node) =>
    multipart(partsOf(node).map((part) => ({ ...part, headers: MANY_HEADERS }))),
  'multipart with headers without end': () => ({
    bytes: Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${'n'.repeat(90_000)}`,
    ),
    contentType: TYPE,
  }),
  'multipart in multipart': (node) => {
    const inner = multipart(partsOf(node)).bytes.toString('utf8').replaceAll(BOUNDARY, 'inner')
    const headers = 'Content-Type: multipart/mixed; boundary=inner'
    return multipart([...partsOf(node), { name: 'files', value: inner, headers }])
  },
  'multipart in itself': (node) => {
    const inner = multipart(partsOf(node)).bytes.toString('utf8')
    return multipart([
      ...partsOf(node),
      { name: 'again', value: inner, headers: `Content-Type: ${TYPE}` },
    ])
  },
  'multipart with its boundary in a value': (node) =>
    multipart([...partsOf(node), { name: 'a', value: `--${BOUNDARY}\n\r\n--${BOUNDARY}--` }]),
  'multipart of other encodings': (node) =>
    multipart(
      partsOf(node).map((part) => ({
        ...part,
        headers: 'Content-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: base64',
      })),
    ),
  'multipart between much else': (node) => {
    const { bytes } = multipart(partsOf(node))
    const much = Buffer.from('preamble\r\n'.repeat(5_000))
    return { bytes: Buffer.concat([much, bytes, much]), contentType: TYPE }
  },
} satisfies Record<string, (node: Node) => Written>

export type Wire = keyof typeof WIRES

type Part = {
  readonly name: string | undefined
  readonly value: string
  /** What follows the name in the same line. */
  readonly more?: string
  readonly headers?: string
}

const MANY_HEADERS = Array.from({ length: 500 }, (_, index) => `x-${index}: ${index}`).join('\r\n')

const partsOf = (node: Node): Part[] =>
  // So many of them that none of the ways below becomes too large to be looked at.
  pairsOf(node)
    .slice(0, 15)
    .map(([name, value]) => ({ name, value: value.slice(0, 20_000) }))

function multipart(parts: readonly Part[]): Written {
  const texts = parts.map(({ name, value, more = '', headers }) => {
    const named = name === undefined ? '' : `; name="${name.replaceAll('"', '%22')}"`
    const others = headers === undefined ? '' : `\r\n${headers}`
    return `--${BOUNDARY}\r\nContent-Disposition: form-data${named}${more}${others}\r\n\r\n${value}\r\n`
  })
  return { bytes: Buffer.from(`${texts.join('')}--${BOUNDARY}--\r\n`), contentType: TYPE }
}
