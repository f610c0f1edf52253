import type { Source } from '../../domain/documents/sources.ts'
import { form } from './kinds/form.ts'
import { googleAds } from './kinds/google-ads.ts'
import { hubspot } from './kinds/hubspot.ts'
import { linkedin } from './kinds/linkedin.ts'
import { meta } from './kinds/meta.ts'
import type { SourceKind } from './source-kind.ts'

/** Every kind of source we can read. The compiler asks for a row when a kind is added. */
export const sourceKinds: Readonly<Record<Source['kind'], SourceKind>> = {
  form,
  'google-ads': googleAds,
  meta,
  linkedin,
  hubspot,
}
