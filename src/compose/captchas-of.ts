import { captchaCheck } from '../adapters/captcha/captcha-check.ts'
import type { Captcha } from '../domain/documents/sources.ts'
import type { CaptchaCheck, CaptchaChecks } from '../ports/captcha-check.ts'
import { watchedCaptcha } from '../telemetry/watched-captcha.ts'
import { configured } from './configured.ts'
import { perRevision } from './per-revision.ts'
import type { Platform } from './platform.ts'
import { gaugeCaptchaCircuits } from './vendor-circuits.ts'

/** What checks the captchas of this gateway's sources. One whose secret is missing checks nothing. */
export function captchasOf(platform: Platform): CaptchaChecks {
  const captchas = perRevision(
    platform.configuration,
    ({ sources }) =>
      new Map(
        sources.sources.flatMap(({ key, captcha }) =>
          captcha === undefined
            ? []
            : configured(key, platform, () => [key, captchaOf(key, captcha, platform)] as const),
        ),
      ),
  )
  gaugeCaptchaCircuits(platform.telemetry.metrics, captchas)
  return captchas
}

function captchaOf(sourceKey: string, captcha: Captcha, platform: Platform): CaptchaCheck {
  const { config, clock, log, telemetry } = platform
  const { kind } = captcha
  const settings = {
    ...{ kind, clock, baseUrl: config.captchaBaseUrls[kind] },
    secret: config.secret(captcha.secret).reveal(),
    minScore: kind === 'recaptcha' ? captcha.minScore : undefined,
  }
  return watchedCaptcha((onUnknown) => captchaCheck({ ...settings, onUnknown }), {
    ...{ sourceKey, log, metrics: telemetry.metrics },
  })
}
