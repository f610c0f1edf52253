import type { BodyTree } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { withoutCaptcha } from './captcha-tokens.ts'
import type { SourceKind } from './source-kind.ts'

/** One part of a delivery in our words, without the tokens of the source's captcha, if it has one. */
export function mapContent(
  content: BodyTree,
  source: Source,
  kind: Pick<SourceKind, 'map'>,
): LeadForm {
  return kind.map(source.captcha === undefined ? content : withoutCaptcha(content), source)
}
