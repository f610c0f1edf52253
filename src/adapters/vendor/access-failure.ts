import { Unavailable } from '../../domain/failure.ts'

/** How long nobody asks again with a token that was turned away, in milliseconds. */
const PAUSE_MS = 2 * 60_000

/**
 * A vendor of leads turned us away. A person has to mend that, and nothing is wrong with the lead: so
 * it is no refusal, and the lead waits. `token`: it has expired or was taken back. `permission`: it is
 * good, and not for this. `version`: the vendor has switched off the version of its API that we speak.
 */
export function accessFailure(
  lacks: 'token' | 'permission' | 'version',
  { vendor, now }: { readonly vendor: string; readonly now: Date },
): Unavailable {
  const notBefore = new Date(now.getTime() + PAUSE_MS)
  if (lacks === 'token') {
    const message = `${vendor} does not accept our token`
    return new Unavailable('source-token-expired', message, { notBefore })
  }
  if (lacks === 'permission') {
    const message = `${vendor} does not let our token do this`
    return new Unavailable('source-permission-missing', message, { notBefore })
  }
  const message = `${vendor} has ended the version of its API that we speak`
  return new Unavailable('source-version-ended', message, { notBefore })
}
