/** Who reads an alert: in which language, and where. */
export type Reader = {
  /** BCP 47; `en-GB` when left out. */
  readonly locale?: string | undefined
  /** IANA name; UTC when left out. */
  readonly timeZone?: string | undefined
}
