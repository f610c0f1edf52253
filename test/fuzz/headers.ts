type Headers = Record<string, string>

const contentType = (value: string) => (headers: Headers) => {
  headers['content-type'] = value
}
const also = (name: string, value: string) => (headers: Headers) => {
  headers[name] ??= value
}

/** What may be odd about the headers of a request, by name. */
export const HEADERS: Readonly<Record<string, (headers: Headers) => void>> = {
  'no content type': (headers) => {
    delete headers['content-type']
  },
  'empty content type': contentType(''),
  'content type without sense': contentType('nonsense'),
  'content type of a semicolon': contentType(';'),
  'content type of XML': contentType('application/xml'),
  'content type of bytes': contentType('application/octet-stream'),
  'another character set': contentType('application/json; charset=utf-16'),
  'content type of a form': contentType('application/x-www-form-urlencoded'),
  'content type of parts': contentType('multipart/form-data; boundary=X; boundary=Y'),
  'content type of text': contentType('text/plain;charset=UTF-8'),
  'content type of vendors': contentType('application/vnd.api+json'),
  'long content type': contentType(`application/json; a=${'b'.repeat(4_000)}`),
  'content type beyond ASCII': contentType('application/j\u00e9son'),
  'claims gzip': also('content-encoding', 'gzip'),
  'claims several encodings': also('content-encoding', 'br, gzip, nonsense'),
  'in chunks': also('transfer-encoding', 'chunked'),
  'expects to go on': also('expect', '100-continue'),
  'blank idempotency key': also('idempotency-key', ''),
  'idempotency key beyond ASCII': also('idempotency-key', '\u00ff'.repeat(300)),
  'many addresses': also('x-forwarded-for', `${'1.2.3.4, '.repeat(300)}nobody`),
  'wants a page': also('accept', 'text/html'),
  'long agent': also('user-agent', 'a'.repeat(6_000)),
  'origin null': also('origin', 'null'),
  'origin without sense': also('origin', 'https://[::1'),
  'a prototype': (headers) => {
    Object.defineProperty(headers, '__proto__', { value: 'polluted', enumerable: true })
  },
  'many cookies': also('cookie', 'a=b; '.repeat(500)),
  'more headers than fit': also('x-large', 'x'.repeat(20_000)),
  'a webhook of nobody': also('webhook-signature', 'v1,AAAA v2,AAAA '),
}

/** What may follow the address. */
export const QUERIES: readonly string[] = [
  '?',
  '?formGuid=%00',
  '?formGuid=__proto__&formGuid=again',
  '?hub.challenge=1&hub.verify_token=guessed',
  '?challengeCode=1',
  '?a[__proto__]=1&%ff=%E0%A4%A',
  `?${'a=b&'.repeat(500)}`,
]
