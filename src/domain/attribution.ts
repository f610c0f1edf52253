import type { AttributionDocument, NAMED_KINDS } from './documents/attribution.ts'
import type { LeadForm } from './lead-form.ts'

/** What can have a name: a campaign, an ad group, an ad or a form. */
export type NamedKind = (typeof NAMED_KINDS)[number]

/** An id of something that may have a name. */
export type NamedId = { readonly kind: NamedKind; readonly id: string }

/** Gives the name of an id; undefined when it knows none. */
export type NameFor = (kind: NamedKind, id: string) => string | undefined

/** What brought a lead, by id and name as far as they are known. */
export type Attribution = {
  readonly [What in 'campaign' | 'adGroup' | 'ad' | 'form']?: {
    readonly id?: string
    readonly name?: string
  }
}

/** The name the document gives to an id; where it gives none, the one a vendor was asked for. */
export function nameFrom({ names }: AttributionDocument, lookedUp: NameFor): NameFor {
  return (kind, id) =>
    names.find((given) => given.kind === kind && given.id === id)?.name ?? lookedUp(kind, id)
}

/** The ids of a lead that neither it nor the document names. */
export function namelessIn(form: LeadForm, document: AttributionDocument): readonly NamedId[] {
  const nameFor = nameFrom(document, () => undefined)
  return saidBy(form).flatMap(({ kind, id, name }) =>
    id === undefined || name !== undefined || nameFor(kind, id) !== undefined ? [] : [{ kind, id }],
  )
}

/**
 * What brought a lead. A name the lead came with goes before all others, which may be older; where no
 * campaign is named, the parameter of the link (`utm_campaign`) is taken for its id.
 */
export function attributionOf(form: LeadForm, nameFor: NameFor): Attribution {
  const all = saidBy(form).flatMap(({ what, kind, id, name: said }) => {
    const name = said ?? (id === undefined ? undefined : nameFor(kind, id))
    if (id === undefined && name === undefined) return []
    return [
      [
        what,
        { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) },
      ] as const,
    ]
  })
  return Object.fromEntries(all)
}

type Said = {
  readonly what: keyof Attribution
  readonly kind: NamedKind
  readonly id: string | undefined
  readonly name: string | undefined
}

function saidBy({ campaign, utm, adGroup, ad, formId, formName }: LeadForm): readonly Said[] {
  const linked = campaign?.name === undefined ? utm?.campaign : undefined
  return [
    { what: 'campaign', kind: 'campaign', id: campaign?.id ?? linked, name: campaign?.name },
    { what: 'adGroup', kind: 'ad-group', id: adGroup?.id, name: adGroup?.name },
    { what: 'ad', kind: 'ad', id: ad?.id, name: ad?.name },
    { what: 'form', kind: 'form', id: formId, name: formName },
  ]
}
