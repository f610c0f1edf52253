import type { FoundPage } from '../../ports/lead-source.ts'

/** The form that is looked through after this one; undefined after the last. */
export const formAfter = (formId: string, formIds: readonly string[]) =>
  formIds[formIds.indexOf(formId) + 1]

/** The page of a form that is not there: one that was deleted keeps no other from its turn. */
export function withoutForm(formId: string, formIds: readonly string[]): FoundPage {
  const next = formAfter(formId, formIds)
  return { deliveries: [], missingForm: formId, ...(next === undefined ? {} : { next }) }
}
