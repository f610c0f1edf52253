import { BlockList, isIP } from 'node:net'

/**
 * What an IP address reaches. `never`: what no receiver can have and what clouds tell their secrets
 * at: link-local, multicast, reserved and translated addresses.
 */
export type AddressKind = 'public' | 'loopback' | 'private' | 'never'

/** How far inside events may be sent. Each reaches what the one before it does. */
export const REACHES = ['public', 'loopback', 'private'] as const
export type Reach = (typeof REACHES)[number]

const LOOPBACK = listOf('127.0.0.0/8', '::1/128')
/** RFC 1918, RFC 6598 (shared by providers and private networks), RFC 4193. */
const PRIVATE = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7')
/**
 * From IANA's special-purpose registries. One list for each version, because Node compares an IPv4
 * address with networks of IPv6 too, as if it were mapped into them.
 */
const NEVER = {
  ipv4: listOf(
    ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24'],
    ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
    // Where a provider tells a machine its credentials, inside of what is private otherwise.
    '100.100.100.200/32',
  ),
  ipv6: listOf(
    'fd00:ec2::254/128',
    // All that is neither global unicast nor private.
    ...['::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/7'],
    // Teredo, 6to4 and documentation: the first two hide an IPv4 address inside.
    ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
  ),
}

/** The kind of an address in its usual notation; `never` for what is no address. */
export function addressKind(address: string): AddressKind {
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = inside ?? address
  const version = isIP(plain)
  if (version === 0) return 'never'
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK.check(plain, family)) return 'loopback'
  if (NEVER[family].check(plain, family)) return 'never'
  return PRIVATE.check(plain, family) ? 'private' : 'public'
}

/** Whether events may be sent to that address. */
export function isWithinReach(address: string, reach: Reach): boolean {
  const kind = addressKind(address)
  return kind !== 'never' && REACHES.indexOf(kind) <= REACHES.indexOf(reach)
}

function listOf(...networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
