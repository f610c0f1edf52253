/**
 * Whether a person filled a form in. `not-human`: the vendor does not vouch for it, because the token
 * is wrong, too old, or was used before, or because the person looks too much like a machine.
 * `unknown`: the vendor is away or slow, or does not know us.
 */
export type CaptchaVerdict = 'human' | 'not-human' | 'unknown'

/** Asks the vendor of a captcha, the widget in a page by which machines are told from people. */
export type CaptchaCheck = {
  /**
   * Judges the token that the widget put into a form. `address` is where the form came from, if that is
   * known. A token is spent by asking. Answers within seconds and rejects for nothing that happens at
   * the vendor.
   */
  check(token: string, address: string | undefined): Promise<CaptchaVerdict>
}

/** What can check the answers to the captchas of each source, by the key of the source. */
export type CaptchaChecks = () => Promise<ReadonlyMap<string, CaptchaCheck>>
