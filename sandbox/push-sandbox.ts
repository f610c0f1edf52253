import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { type Answer, type Call, httpSandbox, parsed } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** What a browser showed, and how the service was asked to treat it. */
export type PushedMessage = {
  readonly browser: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly ttl: string | undefined
  readonly urgency: string | undefined
  readonly topic: string | undefined
}

type PushReceived = { calls: number; readonly messages: PushedMessage[] }

/** What a browser gives to a page that subscribes. */
export type SandboxBrowser = {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

type Browser = { readonly pair: ReturnType<typeof createECDH>; readonly auth: Buffer }

type PushSandbox = Sandbox<PushReceived> & {
  /** A new browser that asked for messages of whoever has this public key. */
  subscribe(publicKey: string): SandboxBrowser
  /** The browser is closed for good. */
  unsubscribe(endpoint: string): void
}

/**
 * A push service and the browsers behind it: it checks who sends (RFC 8292) and they decrypt what they
 * get (RFC 8291, RFC 8188), both by the letter of the standards and without the library that we send by.
 */
export async function pushSandbox({ port = 0 }: { port?: number } = {}): Promise<PushSandbox> {
  const received: PushReceived = { calls: 0, messages: [] }
  const browsers = new Map<string, Browser & { readonly publicKey: string }>()
  const sandbox = await httpSandbox({
    port,
    received,
    failure,
    answer(call) {
      const id = call.path.replace('/push/', '')
      const browser = browsers.get(id)
      if (browser === undefined) return { status: 410 }
      if (!isAllowed(call, browser.publicKey))
        return { status: 403, body: { reason: 'BadJwtToken' } }
      if (!/^\d+$/.test(call.header('ttl') ?? '')) return { status: 400 }
      const payload = JSON.parse(decrypted(call.bytes, browser)) as PushedMessage['payload']
      const [ttl, urgency, topic] = ['ttl', 'urgency', 'topic'].map((name) => call.header(name))
      received.messages.push({ browser: id, payload, ttl, urgency, topic })
      return { status: 201, headers: { location: `/messages/${received.messages.length}` } }
    },
  })
  return {
    ...sandbox,
    subscribe(publicKey) {
      const pair = createECDH('prime256v1')
      const [id, auth] = [randomBytes(8).toString('hex'), randomBytes(16)]
      const p256dh = pair.generateKeys().toString('base64url')
      browsers.set(id, { pair, auth, publicKey })
      return { endpoint: `${sandbox.url}/push/${id}`, p256dh, auth: auth.toString('base64url') }
    },
    unsubscribe: (endpoint) => void browsers.delete(endpoint.split('/').at(-1) ?? ''),
    [Symbol.asyncDispose]: sandbox.close,
  }
}

const DAY_S = 24 * 60 * 60

/** The token in `Authorization: vapid t=..., k=...` is for this service, new, and signed by that key. */
function isAllowed(call: Call, publicKey: string): boolean {
  const [, token = '', key = ''] =
    /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(call.header('authorization') ?? '') ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  if (key !== publicKey || signature === '') return false
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((it) => it.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }
  const signer = createPublicKey({ key: jwk, format: 'jwk' })
  const content = Buffer.from(`${head}.${claims}`)
  const isSigned = verify(
    'sha256',
    content,
    { key: signer, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return isSigned && isOfNow(parsed(Buffer.from(claims, 'base64url').toString()), call)
}

function isOfNow(claims: unknown, call: Call): boolean {
  const { aud, exp = 0, sub } = (claims ?? {}) as { aud?: string; exp?: number; sub?: string }
  const now = Date.now() / 1_000
  const isForUs = aud === `http://${call.header('host')}`
  return isForUs && exp > now && exp <= now + DAY_S && /^(mailto:|https:)/.test(sub ?? '')
}

/** One record: salt, its size, the sender's key, and the text with its end marked by a 2. */
function decrypted(body: Buffer, { pair, auth }: Browser): string {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)]
  const senderKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const shared = pair.computeSecret(senderKey)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), senderKey])
  const secret = derived(shared, auth, info, 32)
  const key = derived(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derived(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const opener = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
  const text = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()])
  return text.subarray(0, text.lastIndexOf(2)).toString()
}

const derived = (from: Buffer, salt: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', from, salt, info, length))

function failure(status: number, { retryAfterSeconds }: Behaviour): Answer {
  const headers = { 'retry-after': String(retryAfterSeconds ?? 1) }
  return status === 429 ? { status, headers } : { status }
}
