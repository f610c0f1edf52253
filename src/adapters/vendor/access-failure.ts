import { Unavailable } from '../../domain/failure.ts'

/** How long nobody asks again with a token that was turned away, in milliseconds. */
const PAUSE_MS = 2 * 60_000

/**
 * A vendor of leads turned our token away. A person has to renew it, and nothing is wrong with the
 * lead: so it is no refusal, and the lead waits. `token`: it has expired or was taken back.
 * `permission`: it is good, and not for this.
 */
export function accessFailure(
  lacks: 'token' | 'permission',
  { vendor, now }: { readonly vendor: string; readonly now: Date },
): Unavailable {
  const notBefore = new Date(now.getTime() + PAUSE_MS)
  if (lacks === 'token') {
    return new Unavailable('source-token-expired', `${vendor} does not accept our token`, {
      notBefore,
    })
  }
  return new Unavailable('source-permission-missing', `${vendor} does not let our token do this`, {
    notBefore,
  })
}
