import type { BodyTree } from '../../domain/body-tree.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { withoutCaptcha } from './captcha-tokens.ts'
import type { CaptureRequest, SourceKind } from './source-kind.ts'
import { stampConsents } from './stamp-consents.ts'

/**
 * One part of a delivery in our words, without the tokens of the source's captcha, if it has one, and
 * with when and from where its consents were given.
 */
export function mapContent(
  content: BodyTree,
  request: CaptureRequest,
  kind: Pick<SourceKind, 'map'>,
): LeadForm {
  const { source } = request
  const form = kind.map(source.captcha === undefined ? content : withoutCaptcha(content), source)
  return stampConsents(form, request)
}
