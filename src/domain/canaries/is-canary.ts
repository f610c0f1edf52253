import type { Lead } from '../lead.ts'

/**
 * The source of all canaries. No document may name one so, and no caller of the API can hand in a lead
 * for a source that no document names: nobody but the product makes canaries.
 */
export const CANARY_SOURCE = 'canary'

/** Whether the lead is synthetic: it goes the way of all leads, to a test rep, and leaves no trace. */
export const isCanary = ({ sourceKey }: Pick<Lead, 'sourceKey'>): boolean =>
  sourceKey === CANARY_SOURCE
