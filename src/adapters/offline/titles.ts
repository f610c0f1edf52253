import type { Seniority } from '../../domain/lead-parts.ts'

/**
 * Job titles in English, German, French, Spanish, Italian, Dutch and Portuguese. Titles are read
 * in lower case, without accents, words parted by single blanks. The first row that fits decides.
 */
const SENIORITY_TABLE: readonly (readonly [Seniority, RegExp])[] = [
  // Who works for a boss, or is called "executive" without being one.
  ['junior', /\b(assistan[tz]|as+istent[ez]?|assistentin) (to|of|de|der|des|van|do)\b/],
  ['junior', /\b(executive|personal|sales|marketing|office) assistant\b/],
  ['senior', /\bsenior (account|sales|marketing|customer success) executive\b/],
  ['junior', /\b(account|sales|marketing|advertising|customer success|support) executive\b/],
  ['junior', /\b(product|process|produkt) owner\b/],

  ['vp', /\b(vp|svp|evp|avp|vice president|vizeprasident\w*|vice presidente?|vicepresidente)\b/],
  ['executive', /\b(ceo|cto|cfo|coo|cmo|cio|ciso|cro|cpo|chro|cdo|cco|cso)\b/],
  ['executive', /\b(chief \w+( \w+)? officer)\b/],
  ['executive', /\b(founder|cofounder|owner|president|chairman|chairwoman)\b/],
  ['executive', /\b(managing (director|partner))\b/],
  ['executive', /\b(geschaftsfuhr\w+|vorstand\w*|vorstandin|inhaber\w*|grunder\w*)\b/],
  ['executive', /\b(pdg|president directeur|directeur general|directrice generale|gerant\w*)\b/],
  ['executive', /\bfondat\w+\b/],
  ['executive', /\b(director general|directora general|consejer\w delegad\w|fundador\w*)\b/],
  ['executive', /\bpropietari\w\b/],
  ['executive', /\b(amministrat\w+ (delegat\w|unic\w)|direttore generale|titolare|presidente)\b/],
  ['executive', /\b(bestuurder|eigenaar|algemeen directeur|oprichter|socio gerente)\b/],
  ['executive', /\bdiretora? geral\b/],

  ['director', /\b(director|directora|directeur|directrice|direttore|direttrice|diretora?)\b/],
  ['director', /\bdirektor\w*\b/],
  ['director', /\b(head of|bereichsleit\w+|prokurist\w*|hoofd|partner)\b/],

  ['manager', /\b(manager\w*|supervisor|teamlead|team lead\w*|responsable|responsabile)\b/],
  ['manager', /\bgerente\b/],
  ['manager', /leiter(in)?\b|\b(leitung|chef de|cheffe de|jef[ea] de|capo)\b/],
  ['manager', /\b(coordinat\w+|coordenador\w*)\b/],

  ['senior', /\b(senior|sr|lead|principal|staff|expert\w*|architekt\w*|architect\w*)\b/],
  ['senior', /\breferent\w*\b/],
  ['junior', /\b(junior|jr|intern|trainee|student\w*|werkstudent\w*|praktikant\w*)\b/],
  ['junior', /\b(stagiaire|becari\w|stagista|estagiari\w|apprentice|azubi)\b/],
  ['junior', /\b(auszubildende\w*|assistan\w+|assisten\w+)\b/],
]

const DEPARTMENT_TABLE: readonly (readonly [string, RegExp])[] = [
  ['sales', /\b(sales|vertrieb\w*|verkauf\w*|commercial\w*|vent(e|es|as)|vendit\w*)\b/],
  ['sales', /\b(verkoop\w*|vendas|cro|revenue|account (executive|manager))\b/],
  ['sales', /\bbusiness development\b/],
  ['marketing', /\b(marketing\w*|cmo|brand|growth|demand generation|seo|content|werbung)\b/],
  ['marketing', /\bmercado\w*\b/],
  ['engineering', /\b(engineer\w*|developer|software\w*|entwickl\w*|cto|devops|architect\w*)\b/],
  ['engineering', /\b(ingenieur\w*|developpeur\w*|ingenier\w*|desarroll\w*|sviluppat\w+)\b/],
  ['engineering', /\b(ontwikkel\w+|desenvolv\w+)\b/],
  ['it', /\b(it|cio|ciso|edv|informatik\w*|information (technology|security))\b/],
  ['it', /\b(system\w* admin\w*|informati\w+|sistemas)\b/],
  ['finance', /\b(financ\w*|cfo|accounting|controll\w*|buchhalt\w*|finanz\w*|comptab\w*)\b/],
  ['finance', /\b(contab\w*|treasur\w*|finanzas|amministrazione)\b/],
  ['human-resources', /\b(hr|human resources|chro|people|talent|recruit\w*)\b/],
  ['human-resources', /\b(personal(abteilung|leit\w+|wesen|referent\w*)|ressources humaines)\b/],
  ['human-resources', /\b(recursos human\w+|risorse umane|personeelszaken)\b/],
  ['operations', /\b(operations?|coo|logisti\w+|supply chain|produktion\w*|einkauf\w*)\b/],
  ['operations', /\b(procurement|purchasing|betrieb\w*|achats?|compras|acquisti|inkoop)\b/],
  ['product', /\b(product|produkt\w*|produit\w*|producto|prodotto|cpo|ux)\b/],
  [
    'customer-success',
    /\b(customer (success|support|service)|kundenservice|kundendienst|support)\b/,
  ],
  ['customer-success', /\b(service client|atencion al cliente|klantenservice)\b/],
  ['legal', /\b(legal|counsel|lawyer|jurist\w*|recht\w*|juridique|juridico|legale|compliance)\b/],
]

/** The rank a job title speaks of, or undefined when it says nothing about rank. */
export const seniorityOf = (title: string) => firstFit(SENIORITY_TABLE, title)

/** The department a job title speaks of, or undefined. */
export const departmentOf = (title: string) => firstFit(DEPARTMENT_TABLE, title)

function firstFit<T>(table: readonly (readonly [T, RegExp])[], title: string): T | undefined {
  const words = plain(title)
  return table.find(([, pattern]) => pattern.test(words))?.[0]
}

const plain = (title: string) =>
  title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
