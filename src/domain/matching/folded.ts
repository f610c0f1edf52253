import anyAscii from 'any-ascii'

/** Most texts are, and need no table. */
const ASCII = /^[ -~]*$/
/** One word, as most names are. */
const PLAIN = /^[A-Za-z0-9]*$/

/**
 * The text as it is compared: in Latin letters without accents, lower case, everything that is no
 * letter or digit a single space. `Müller & Söhne`, `MÜLLER+SÖHNE` and `Muller   Sohne` are the same
 * but for what stands between the words. Other scripts are transliterated, which makes them comparable
 * and not more than that: two spellings of one name can still differ.
 */
export function folded(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  const latin = ASCII.test(text) ? text : anyAscii(text.normalize('NFKC'))
  return latin
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
