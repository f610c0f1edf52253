/** An address as its provider understands it: two spellings of one mailbox are one. */
export type Mailbox = { readonly user: string; readonly domain: string }

type Habits = { readonly domain?: string; readonly tag?: '+' | '-'; readonly ignored?: RegExp }

const GOOGLE: Habits = { domain: 'gmail.com', tag: '+', ignored: /\./g }
const MICROSOFT: Habits = { tag: '+' }
const APPLE: Habits = { domain: 'icloud.com', tag: '+' }
const PROTON: Habits = { domain: 'proton.me', tag: '+', ignored: /[._-]/g }
const FASTMAIL: Habits = { tag: '+' }
const YAHOO: Habits = { tag: '-' }

/** What large providers ignore in an address, as their help pages say. */
const PROVIDERS = new Map<string, Habits>([
  ...domains('gmail.com googlemail.com', GOOGLE),
  ...domains('outlook.com hotmail.com live.com msn.com', MICROSOFT),
  ...domains('icloud.com me.com mac.com', APPLE),
  ...domains('proton.me protonmail.com pm.me', PROTON),
  ...domains('fastmail.com fastmail.fm', FASTMAIL),
  ...domains('yahoo.com ymail.com', YAHOO),
])

/**
 * Reads a checked, lower-case address. Tags, dots and old names of a provider are left out where that
 * provider ignores them, and only there: elsewhere they may be two people.
 */
export function readMailbox(address: string): Mailbox {
  const at = address.lastIndexOf('@')
  const user = address.slice(0, at)
  const domain = address.slice(at + 1)
  const { tag, ignored, domain: kept = domain } = PROVIDERS.get(domain) ?? {}
  const untagged = tag === undefined ? user : (user.split(tag, 1)[0] ?? user)
  const plain = ignored === undefined ? untagged : untagged.replace(ignored, '')
  // An address that is nothing but what is ignored stays as it is.
  return { user: plain === '' ? user : plain, domain: kept }
}

/** The domains under which one mailbox may be written; none where every spelling is its own. */
export function domainsOf({ domain }: Mailbox): readonly string[] {
  return [...PROVIDERS].flatMap(([name, habits]) =>
    (habits.domain ?? name) === domain ? [name] : [],
  )
}

/** Further ones, whose names are near those of others. */
const OTHER_PROVIDERS = new Set(
  'mail.com email.com gmx.de gmx.at gmx.ch gmx.net aol.com'.split(' '),
)

/** True for the large providers, whose names are near each other without being slips. */
export const isMailProvider = (domain: string) =>
  OTHER_PROVIDERS.has(domain) || PROVIDERS.has(domain)

/** Mailboxes several people read, in the languages we meet most. */
const SHARED = new Set(
  (
    'info sales contact hello hi office mail email post admin administrator support help helpdesk service ' +
    'team marketing press media jobs hr careers recruiting accounting accounts billing invoice finance ' +
    'contact-us contactus enquiries enquiry inquiries inquiry reception front-desk frontdesk booking bookings reservation ' +
    'reservations order customer-service customerservice customer-care customercare privacy legal dpo security shop ' +
    'test tester testing mailer-daemon webmaster postmaster hostmaster abuse noreply no-reply donotreply do-not-reply newsletter orders ' +
    'kontakt vertrieb buero verwaltung bestellung rechnung anfrage empfang zentrale ' +
    'ventas contacto administracion comercial compras vendas contato contabilidade ' +
    'commercial accueil secretariat comptabilite vendite amministrazione ufficio verkoop inkoop'
  ).split(' '),
)

/**
 * True for a mailbox that stands for a desk and not for a person: `info@`, `sales2@`, `support+eu@`,
 * `noreply@`; and for one that is typed to try a form out.
 */
export const isSharedMailbox = ({ user }: Mailbox) =>
  SHARED.has(user.replace(/\+.*$|\d+$/, '').replace(/[._]/g, '-'))

function domains(list: string, habits: Habits): (readonly [string, Habits])[] {
  return list.split(' ').map((domain) => [domain, habits] as const)
}
