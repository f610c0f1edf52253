/** Where a person of the demo may come from. */
export type Country = {
  /** ISO 3166-1 alpha-2. */
  readonly code: string
  /** As people write it into a form. */
  readonly name: string
  readonly firstNames: readonly string[]
  readonly lastNames: readonly string[]
  /** Dialling code and the start of a block of mobile numbers that is in use there. */
  readonly phone: string
  /** How many digits follow. */
  readonly digits: number
  /** What companies there have behind their name. */
  readonly legalForm: string
  /** How many of a hundred thousand leads come from there, roughly. */
  readonly weight: number
}

type Row = readonly [string, string, number, string, number, string, string, string]

const ROWS: readonly Row[] = [
  ['US', 'United States', 24, '+1312', 7, 'Inc', 'Ava Noah Maya Caleb Zoe', 'Walker Hughes Price'],
  ['GB', 'United Kingdom', 9, '+4474', 8, 'Ltd', 'Isla Harry Freya Owen', 'Clarke Hughes Barker'],
  ['DE', 'Deutschland', 9, '+491511', 7, 'GmbH', 'Lena Jürgen Mia Felix', 'Schäfer Vogel Brandt'],
  ['NO', 'Norge', 7, '+479', 7, 'AS', 'Sigrid Håkon Ida Eirik', 'Solheim Dahl Myhre'],
  ['SE', 'Sverige', 4, '+4670', 7, 'AB', 'Elsa Axel Saga Björn', 'Lindgren Sjöberg Ek'],
  ['FR', 'France', 5, '+336', 8, 'SAS', 'Chloé Luc Manon Théo', 'Moreau Girard Faure'],
  ['NL', 'Nederland', 4, '+316', 8, 'BV', 'Sanne Daan Fleur Joris', 'Visser Dekker Kok'],
  ['CH', 'Schweiz', 3, '+4179', 7, 'AG', 'Nina Reto Elin Urs', 'Keller Frei Roth'],
  ['ES', 'España', 3, '+346', 8, 'SL', 'Lucía Javier Alba Iker', 'Navarro Ortega Vidal'],
  ['IT', 'Italia', 3, '+39347', 7, 'Srl', 'Giulia Marco Elisa Dario', 'Ricci Fontana Serra'],
  ['CA', 'Canada', 4, '+1416', 7, 'Inc', 'Emma Liam Claire Ethan', 'Tremblay Singh Fraser'],
  ['BR', 'Brasil', 4, '+55119', 8, 'Ltda', 'Beatriz Rafael Júlia Caio', 'Carvalho Souza Lima'],
  ['MX', 'México', 3, '+5255', 8, 'SA', 'Valeria Diego Renata Iván', 'Castillo Reyes Luna'],
  ['SG', 'Singapore', 4, '+658', 7, 'Pte Ltd', 'Huimin Junwei Aisyah', 'Lim Ng Teo'],
  ['IN', 'India', 5, '+919', 9, 'Pvt Ltd', 'Priya Arjun Kavya Rohan', 'Iyer Mehta Nair'],
  ['JP', 'Japan', 3, '+8190', 8, 'KK', 'Yuki Haruto Sakura Ren', 'Tanaka Mori Ito'],
  ['AU', 'Australia', 3, '+614', 8, 'Pty Ltd', 'Matilda Jack Ruby Cooper', 'Baker Nguyen Reid'],
  ['AE', 'United Arab Emirates', 2, '+97150', 7, 'FZE', 'Fatima Omar Layla Saeed', 'Haddad Rahman'],
  ['ZA', 'South Africa', 1, '+2782', 7, 'Pty', 'Thandi Pieter Naledi', 'Nkosi Botha'],
]

/** The countries leads of the demo come from; the reps of the example company sell to all. */
export const COUNTRIES: readonly Country[] = ROWS.map(
  ([code, name, weight, phone, digits, legalForm, firstNames, lastNames]) => ({
    ...{ code, name, weight, phone, digits, legalForm },
    firstNames: firstNames.split(' '),
    lastNames: lastNames.split(' '),
  }),
)
