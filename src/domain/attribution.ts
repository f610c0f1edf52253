import type { AttributionDocument } from './documents/attribution.ts'
import type { LeadForm } from './lead-form.ts'

/** What can have a name in the `attribution` document. */
export type NamedKind = AttributionDocument['names'][number]['kind']

/** What brought a lead, by id and name as far as they are known. */
export type Attribution = {
  readonly [What in 'campaign' | 'adGroup' | 'ad' | 'form']?: {
    readonly id?: string
    readonly name?: string
  }
}

/** The name the document gives to an id; undefined when it gives none. */
export function nameOf(
  { names }: AttributionDocument,
  kind: NamedKind,
  id: string | undefined,
): string | undefined {
  if (id === undefined) return undefined
  return names.find((given) => given.kind === kind && given.id === id)?.name
}

/**
 * What brought a lead. A name the lead came with goes before the document's, which may be older; where
 * no campaign is named, the parameter of the link (`utm_campaign`) is taken for its id.
 */
export function attributionOf(form: LeadForm, document: AttributionDocument): Attribution {
  const campaign = form.campaign ?? {}
  const linked = campaign.name === undefined ? form.utm?.campaign : undefined
  const named = (kind: NamedKind, id: string | undefined, said: string | undefined) => {
    const name = said ?? nameOf(document, kind, id)
    return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
  }
  const all: Attribution = {
    campaign: named('campaign', campaign.id ?? linked, campaign.name),
    adGroup: named('ad-group', form.adGroup?.id, form.adGroup?.name),
    ad: named('ad', form.ad?.id, form.ad?.name),
    form: named('form', form.formId, form.formName),
  }
  return Object.fromEntries(Object.entries(all).filter(([, one]) => Object.keys(one).length > 0))
}
