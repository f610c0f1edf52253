import type { BodyTree } from '../../domain/body-tree.ts'
import type { Captcha } from '../../domain/documents/sources.ts'
import { entriesOf } from './entry.ts'

/**
 * The fields in which the widgets of each vendor leave their token. All of them can be told to use the
 * name that Google's has, so that they may take its place.
 */
const FIELDS: Readonly<Record<Captcha['kind'], readonly string[]>> = {
  turnstile: ['cf-turnstile-response', 'g-recaptcha-response'],
  hcaptcha: ['h-captcha-response', 'g-recaptcha-response'],
  recaptcha: ['g-recaptcha-response'],
}

/** Any of them, on its own or within something: `fields[h-captcha-response]`. */
const ANY_FIELD = /(?:^|[.[])(?:cf-turnstile|h-captcha|g-recaptcha)-response\]?$/i

/** The token in a form, wherever in it the page put it; undefined when there is none. */
export function captchaToken(body: BodyTree, kind: Captcha['kind']): string | undefined {
  const entries = entriesOf(body)
  const found = FIELDS[kind].map((field) => entries.find(({ name }) => lastPart(name) === field))
  return found.find((entry) => entry !== undefined)?.value.trim()
}

/** The same form without the tokens of captchas, which are no answers of the person. */
export function withoutCaptcha(body: BodyTree): BodyTree {
  if (body === null || typeof body !== 'object') return body
  if (isList(body)) return body.filter((item) => !isNamedToken(item)).map(withoutCaptcha)
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !ANY_FIELD.test(name))
      .map(([name, value]) => [name, withoutCaptcha(value)]),
  )
}

/** Some senders write a form as a list of `{ name, value }`. */
function isNamedToken(item: BodyTree): boolean {
  if (item === null || typeof item !== 'object' || isList(item)) return false
  return typeof item.name === 'string' && ANY_FIELD.test(item.name)
}

const lastPart = (name: string) => name.toLowerCase().split('.').at(-1)

const isList = (tree: BodyTree): tree is readonly BodyTree[] => Array.isArray(tree)
