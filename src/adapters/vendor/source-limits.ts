/** The limits for one call, and for all calls that read one lead, in milliseconds. */
export const CALL_LIMIT_MS = 2_400
/** Below the time one job may take, so that a vendor who is slow costs a retry and no claim. */
const LEAD_LIMIT_MS = 4_800

/** The limit for one call that no lead waits for, in milliseconds. */
export const PATIENT_CALL_LIMIT_MS = 10_000

/** Aborts with the given signal, or when reading one lead has taken too long. */
export const leadLimit = (signal: AbortSignal) =>
  AbortSignal.any([signal, AbortSignal.timeout(LEAD_LIMIT_MS)])
