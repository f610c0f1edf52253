import type { Refused, Unavailable } from '../domain/failure.ts'
import type { CaptchaCheck } from '../ports/captcha-check.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'

type OnUnknown = (failure: Unavailable | Refused) => void
type Parts = { readonly sourceKey: string; readonly metrics: Metrics; readonly log: Log }

/**
 * A captcha that counts its verdicts, and says in the log why its vendor cannot be asked: once, until
 * the vendor gives a verdict again.
 */
export function watchedCaptcha<T extends CaptchaCheck>(
  make: (onUnknown: OnUnknown) => T,
  { sourceKey: source, metrics, log }: Parts,
): T {
  let isTold = false
  const captcha = make(({ code }) => {
    if (!isTold)
      log.warn({ source, code }, 'A captcha cannot be checked: its forms are quarantined')
    isTold = true
  })
  return {
    ...captcha,
    async check(token, address) {
      const verdict = await captcha.check(token, address)
      if (verdict !== 'unknown') isTold = false
      metrics.count('stl_captcha_checks_total', { source, verdict })
      return verdict
    },
  }
}
