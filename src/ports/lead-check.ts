import type { Source } from '../domain/documents/sources.ts'
import type { LeadForm } from '../domain/lead-form.ts'
import type { Findings } from '../domain/lead-parts.ts'

/** Whether a lead may go on, with the reasons it may not, as stable codes. */
export type Judgement =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'quarantined' | 'rejected'; readonly reasons: readonly string[] }

/** What validation finds out about a form, and how it judges. Pure: equal forms, equal answers. */
export type LeadCheck = (
  form: LeadForm,
  source: Pick<Source, 'defaultCountry' | 'paused'> | undefined,
  doubts: readonly string[],
  /** Whether a person is asked for in a chat, where they can be answered without any address. */
  waitsInChat?: boolean,
) => { readonly findings: Findings; readonly judgement: Judgement }
