import { isUtf8 } from 'node:buffer'
import type { Refused } from '../../domain/failure.ts'
import { type LeadId, newId } from '../../domain/ids.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import type { CapturedLead } from '../../ports/intake.ts'
import { cleanText, cut } from './clean-text.ts'
import { bodyKeys } from './dedupe-keys.ts'
import type { CaptureRequest } from './source-kind.ts'

const LONGEST_MESSAGE = 10_000
/** Control characters that texts do not have, such as NUL, with which compressed data are full. */
const NO_TEXT = /[^\P{Cc}\t\n\r]/u

/**
 * The lead that stands for a delivery nobody but a person can read: somebody may have asked for
 * something in it. Its message is the body, as far as that is text at all.
 */
export function unreadableLead(
  request: CaptureRequest,
  { code }: Refused,
  doubts: readonly string[],
): CapturedLead {
  return {
    id: newId<LeadId>(request.receivedAt),
    ...bodyKeys(request),
    form: whatItSays(request.bytes),
    doubts: [...doubts, 'delivery-unreadable', code],
  }
}

function whatItSays(bytes: Uint8Array): LeadForm {
  const text = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'latin1').decode(bytes)
  const beginning = cut(text.trim(), LONGEST_MESSAGE)
  return beginning === '' || NO_TEXT.test(beginning) ? {} : { message: cleanText(beginning) }
}
