import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isWithinReach, type Reach } from '../../domain/address-kind.ts'

/** The code of the error by which a connection to an address beyond reach fails. */
export const NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED'

/**
 * Looks names up as Node does, and fails when one of the addresses is beyond reach. The address that
 * was checked is the one connected to, so a name that changes in between changes nothing.
 */
export function checkedLookup(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, [])
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => isWithinReach(address, reach))) {
        return callback(
          Object.assign(new Error('Not an address to send to'), { code: NOT_ALLOWED }),
          [],
        )
      }
      if (options.all === true) return callback(null, addresses)
      return callback(null, first.address, first.family)
    })
  }
}
