/** Why a pick should not count. A rep who let the time pass gets none: ignoring leads must not pay. */
export const REFUND_REASONS = ['spam', 'wrong-region', 'duplicate', 'moved'] as const
export type RefundReason = (typeof REFUND_REASONS)[number]

/** Why a manager changes what a rep is owed. Words of their own could name a person. */
export const ADJUSTMENT_REASONS = ['agreed', 'correction', 'absence', 'training'] as const
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number]
