/** A company people can work at. */
export type Company = { readonly name: string; readonly domain: string; readonly frontDesk: string }

const GIVEN =
  'james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas ' +
  'sarah charles karen christopher lisa daniel nancy matthew anna anthony emma mark olga donald ingrid steven maria andrew ' +
  'kari paul lucia joshua sofia kenneth amelie kevin chloe brian hannah george lena timothy julia ronald eva edward nina ' +
  'jason laura jeffrey clara ryan alice jacob martha nicholas irene gary helen jonathan rosa stephen ines larry paula justin'
const STARTS =
  'ander berg car dal ek fos gar hol iv jen kol lund mar nor os pet quin ros sol ther ul vik wen yor zim brand'
const MIDDLES = 'a e i o u an en er il ol ar in on es at'
const ENDS =
  'sen son berg stad man ski ez ard ton well field ford ley ini ova erg dahl heim mann bach'
const BUSINESS =
  'logistics systems software foods energy medical labs partners capital textiles optics marine robotics media steel'
const FORMS = ['Inc', 'LLC', 'GmbH', 'AS', 'Ltd', 'S.A.', 'BV', 'AB', '']
export const FREE_MAIL = ['gmail.com', 'outlook.com', 'yahoo.com']

export function company(chance: () => number): Company {
  const stem = capital(word(chance))
  const business = capital(pick(BUSINESS.split(' '), chance))
  const form = pick(FORMS, chance)
  const name = [stem, business, form].filter(Boolean).join(' ')
  return { name, domain: `${stem}${business}.example`.toLowerCase(), frontDesk: phone(chance) }
}

const NAMES = GIVEN.split(' ').map(capital)

export function givenName(chance: () => number): string {
  return oftenFirst(NAMES, chance) ?? 'Ada'
}

export const familyName = (chance: () => number) => capital(word(chance))

function word(chance: () => number): string {
  const parts = [
    oftenFirst(STARTS.split(' '), chance),
    pick(MIDDLES.split(' '), chance),
    oftenFirst(ENDS.split(' '), chance),
  ]
  return chance() < 0.4 ? `${parts[0]}${parts[2]}` : `${parts[0]}${parts[1]}${parts[2]}`
}

/** The first of a list are the most common, as with names in life. */
export function oftenFirst<T>(list: readonly T[], chance: () => number): T | undefined {
  return list[Math.floor(chance() ** 1.7 * list.length)]
}

export function pick<T>(list: readonly T[], chance: () => number): T {
  return list[Math.floor(chance() * list.length)] as T
}

export const phone = (chance: () => number) =>
  `+1650${String(Math.floor(chance() * 1e7)).padStart(7, '0')}`

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
