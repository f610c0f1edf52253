import { postgresContactPast } from '../adapters/postgres/contact-past.ts'
import { postgresSignalReader } from '../adapters/postgres/signal-reader.ts'
import { previewAlerts } from '../followers/preview-alerts.ts'
import type { AlertPreviews } from '../ports/alert-previews.ts'
import type { Platform } from './platform.ts'
import { wireForms } from './wire-forms.ts'

/** Previews of alerts by what followers and channels make of them. */
export function alertPreviewsOf(platform: Platform): AlertPreviews {
  const { db, clock, config, configuration } = platform
  return previewAlerts({
    ...{ clock, configuration, publicUrl: config.publicUrl },
    past: postgresContactPast(db),
    signals: postgresSignalReader(db),
    wireForms: wireForms(platform),
  })
}
