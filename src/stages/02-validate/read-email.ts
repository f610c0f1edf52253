import { domainToASCII } from 'node:url'

/** A well-formed address: lower-case, its domain in ASCII (RFC 3490). */
export type Email = { readonly address: string; readonly domain: string }

/** What stands before the @: no spaces, quotes or brackets; letters of any script. */
const LOCAL = /^[^\s@"(),:;<>[\]\\\p{Cc}]{1,64}$/u
const DOTS = /^\.|\.\.|\.$/
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const TOP_LEVEL = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/

/**
 * The address a person typed, or undefined when no mail could ever reach it. Looks at the form
 * alone: whether somebody reads it there, only sending shows. Limits are those of RFC 5321.
 */
export function readEmail(typed: string): Email | undefined {
  const text = typed
    .trim()
    .replace(/^mailto:/i, '')
    .normalize('NFC')
    .toLowerCase()
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  const domain = asciiDomain(text.slice(at + 1))
  if (at < 1 || domain === undefined || !LOCAL.test(local) || DOTS.test(local)) return undefined
  const address = `${local}@${domain}`
  return address.length > 254 ? undefined : { address, domain }
}

function asciiDomain(typed: string): string | undefined {
  // The conversion stops silently at these instead of failing.
  if (/[\s/?#:@\\%]/.test(typed)) return undefined
  const domain = domainToASCII(typed)
  const labels = domain.split('.')
  const isReal = labels.length > 1 && labels.every((label) => LABEL.test(label))
  return isReal && domain.length <= 253 && TOP_LEVEL.test(labels.at(-1) ?? '') ? domain : undefined
}
