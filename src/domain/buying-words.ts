/**
 * Words by which visitors of a chat show that they mean to buy, in the languages our first
 * customers sell in. A source may name its own instead.
 */
export const BUYING_WORDS: readonly string[] = [
  'price prices pricing cost costs quote quotation demo trial buy purchase order contract license',
  'licence subscription invoice discount budget proposal implementation onboarding upgrade',
  'preis preise kosten angebot kaufen bestellen vertrag lizenz rabatt testversion rechnung',
  'prix tarif tarifs devis acheter commander contrat licence remise démo essai facture',
  'precio precios coste presupuesto cotización comprar contrato licencia descuento prueba factura',
  'prezzo prezzi costo preventivo comprare acquistare contratto licenza sconto prova fattura',
  'prijs prijzen kosten offerte kopen bestellen contract licentie korting proefversie factuur',
  'preço preços custo orçamento comprar contrato licença desconto teste fatura',
  'pris priser tilbud kjøpe kontrakt lisens rabatt offert köpa avtal licens köb købe aftale faktura',
].flatMap((language) => language.split(' '))

/** How many different words of the list stand in a text, whole and in any case. */
export function buyingWordsIn(text: string, words: readonly string[] = BUYING_WORDS): number {
  const found = plain(text).match(expressionFor(words)) ?? []
  return new Set(found).size
}

const plain = (text: string) => text.normalize('NFC').toLowerCase()

const expressions = new WeakMap<readonly string[], RegExp>()

function expressionFor(words: readonly string[]): RegExp {
  const known = expressions.get(words)
  if (known !== undefined) return known
  const made = expressionOf(words)
  expressions.set(words, made)
  return made
}

/** Longer words first, so that `price list` is found before `price`. */
function expressionOf(words: readonly string[]): RegExp {
  const parts = [...new Set(words.map((word) => plain(word.trim())))]
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  if (parts.length === 0) return /(?!)/g
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
}
