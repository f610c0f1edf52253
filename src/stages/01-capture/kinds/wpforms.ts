import type { SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { wordpressForm } from '../wordpress-form.ts'

/** The webhooks add-on of WPForms: names that a person chose there for each field. */
export const wpforms: SourceKind = wordpressForm({
  about: new Map<string, Target>([
    ['entryid', 'sourceLeadId'],
    ['formid', 'formId'],
    ['formname', 'formName'],
    ['formtitle', 'formName'],
    ['pageurl', 'pageUrl'],
    ['date', 'submittedAt'],
    ['entrydate', 'submittedAt'],
  ]),
  isControl: () => false,
})
