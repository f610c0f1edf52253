import type { SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { wordpressForm } from '../wordpress-form.ts'

/**
 * Contact Form 7, sent on by one of its webhook plug-ins: fields by the names of the form's tags, as
 * `your-email`, beside values of the plug-in that begin with an underscore.
 */
export const contactForm7: SourceKind = wordpressForm({
  about: new Map<string, Target>([
    ['wpcf7', 'formId'],
    ['formid', 'formId'],
    ['formtitle', 'formName'],
    ['submissionid', 'sourceLeadId'],
    ['pageurl', 'pageUrl'],
    ['url', 'pageUrl'],
  ]),
  isControl: (name) => name.startsWith('_') && name !== '_wpcf7',
  read: (entries) =>
    entries.map((entry) =>
      /^acceptance(-\d+)?$/.test(entry.name) ? { ...entry, name: `consent.${entry.name}` } : entry,
    ),
})
