import { createECDH } from 'node:crypto'

/** The pair by which push services know us (RFC 8292), as Base64url. */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string }

const CURVE = 'prime256v1'

/** A new private key: 32 bytes. */
export function newVapidKey(): Uint8Array {
  const pair = createECDH(CURVE)
  pair.generateKeys()
  // The number may be shorter than the curve's, and is read with its full length.
  return Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32)
}

/** Both keys of a private one. The public one is what browsers are given. */
export function vapidKeys(privateKey: Uint8Array): VapidKeys {
  const pair = createECDH(CURVE)
  pair.setPrivateKey(privateKey)
  return {
    publicKey: pair.getPublicKey().toString('base64url'),
    privateKey: Buffer.from(privateKey).toString('base64url'),
  }
}
