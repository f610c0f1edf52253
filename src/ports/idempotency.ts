import type { LeadId } from '../domain/ids.ts'

/** One request that its caller may repeat: the same key stands for the same body. */
export type RepeatableRequest = {
  readonly caller: string
  readonly key: string
  /** SHA-256 of the body. */
  readonly bodyHash: Uint8Array
}

/** The request was answered before, or may be worked on now; `since` is when it first was. */
export type Claim = { readonly leadId: LeadId } | { readonly since: Date }

/** Remembers for 24 hours what repeatable requests were answered with. */
export type Idempotency = {
  /**
   * Of several calls at once with one key exactly one is given the work. Work that was neither
   * settled nor released within ten seconds is given out again with the same `since`.
   *
   * Rejects with `Refused` (`idempotency-key-reused`) for another body under the same key, with
   * `Refused` (`idempotency-key-in-flight`) while the first is worked on, and with `Unavailable`.
   */
  claim(request: RepeatableRequest, now: Date): Promise<Claim>

  /** Keeps the answer. Called twice, the first answer stays. Rejects with `Unavailable`. */
  settle(request: RepeatableRequest, leadId: LeadId): Promise<void>

  /** Forgets a claim whose work came to nothing. Does nothing once it is settled. */
  release(request: RepeatableRequest): Promise<void>
}
