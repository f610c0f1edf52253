/**
 * Words that say how a company is incorporated, as `folded` writes them, by country. They differ
 * between two spellings of one company more often than between two companies.
 */
const FORMS: Readonly<Record<string, string>> = {
  english:
    'inc incorporated corp corporation co company llc llp lp ltd limited plc pllc pbc pty pvt pte',
  german: 'gmbh mbh ag kg kgaa ohg gbr ug ev eg haftungsbeschrankt aktiengesellschaft gesellschaft',
  french: 'sa sas sasu sarl srl eurl scs sca snc ste societe anonyme compagnie cie',
  spanish: 'sl slu sau sociedad anonima limitada cv sab sapi rl',
  portuguese: 'lda ltda eireli sgps',
  italian: 'spa srls sapa societa azioni',
  dutch: 'bv nv vof naamloze vennootschap besloten bvba',
  nordic: 'ab aktiebolag as asa aps oy oyj ans hf ehf ab publ',
  slavic: 'sro zoo spzoo doo dd ad ead eood ood jsc ojsc cjsc pjsc oao ooo zao pao ao tov',
  hungarian: 'kft zrt nyrt bt rt',
  baltic: 'uab sia ou as',
  turkish: 'sti tic san anonim sirketi',
  asian: 'kk kabushiki kaisha gk godo sdn bhd berhad tbk pt jsc coltd private',
  corporate: 'holding holdings group gruppe groupe grupo gruppo grp intl international se european',
}

/** Words that may as well be what a company is called, and so count only behind another word. */
const WEAK = new Set(
  'holding holdings group gruppe groupe grupo grp intl international company co se as ad pt san'.split(
    ' ',
  ),
)

const ALL = new Set(Object.values(FORMS).flatMap((words) => words.split(' ')))

/** True for a word that says how a company is incorporated, or how its parts hang together. */
export const isLegalForm = (word: string) => ALL.has(word)

/** True for a legal form that stands at the beginning of many a company's own name. */
export const isWeakLegalForm = (word: string) => WEAK.has(word)
