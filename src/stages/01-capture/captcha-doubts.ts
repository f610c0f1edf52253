import type { CaptchaChecks, CaptchaVerdict } from '../../ports/captcha-check.ts'
import { captchaToken } from './captcha-tokens.ts'
import type { CaptureRequest } from './source-kind.ts'

const DOUBTS: Readonly<Record<CaptchaVerdict, readonly string[]>> = {
  human: [],
  'not-human': ['captcha-failed'],
  unknown: ['captcha-unchecked'],
}

/**
 * What the captcha of a source says against a form, as stable codes: nothing when a person solved it, or
 * when the source has none, which costs nothing. It never refuses a form: a token can be spent or grow
 * too old while an honest form waits for its line to come back.
 */
export async function captchaDoubts(
  { source, body, senderAddress }: CaptureRequest,
  captchas: CaptchaChecks,
): Promise<readonly string[]> {
  if (source.captcha === undefined) return []
  const token = captchaToken(body, source.captcha.kind)
  if (token === undefined) return ['captcha-missing']
  const captcha = (await captchas()).get(source.key)
  return DOUBTS[(await captcha?.check(token, senderAddress)) ?? 'unknown']
}
