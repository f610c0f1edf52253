import type { Source } from '../../domain/documents/sources.ts'
import { calendly } from './kinds/calendly.ts'
import { chatbot } from './kinds/chatbot.ts'
import { contactForm7 } from './kinds/contact-form-7.ts'
import { drift } from './kinds/drift.ts'
import { elementor } from './kinds/elementor.ts'
import { form } from './kinds/form.ts'
import { googleAds } from './kinds/google-ads.ts'
import { gravityForms } from './kinds/gravity-forms.ts'
import { hubspot } from './kinds/hubspot.ts'
import { hubspotForms } from './kinds/hubspot-forms.ts'
import { hubspotWorkflow } from './kinds/hubspot-workflow.ts'
import { intercom } from './kinds/intercom.ts'
import { jotform } from './kinds/jotform.ts'
import { linkedin } from './kinds/linkedin.ts'
import { meta } from './kinds/meta.ts'
import { tiktok } from './kinds/tiktok.ts'
import { typeform } from './kinds/typeform.ts'
import { webflow } from './kinds/webflow.ts'
import { wpforms } from './kinds/wpforms.ts'
import { zoom } from './kinds/zoom.ts'
import type { SourceKind } from './source-kind.ts'

/** Every kind of source we can read. The compiler asks for a row when a kind is added. */
export const sourceKinds: Readonly<Record<Source['kind'], SourceKind>> = {
  form,
  'google-ads': googleAds,
  meta,
  linkedin,
  hubspot,
  typeform,
  webflow,
  'hubspot-forms': hubspotForms,
  'hubspot-workflow': hubspotWorkflow,
  jotform,
  'gravity-forms': gravityForms,
  wpforms,
  elementor,
  'contact-form-7': contactForm7,
  calendly,
  zoom,
  tiktok,
  drift,
  intercom,
  chatbot,
}
