import anyAscii from 'any-ascii'

/** The letters of GSM 03.38 that take one place of a message; those after it take two. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const GSM_EXTENDED = new Set('^{}\\[~]|€')

/** What a carrier charges as one message, in its places: alone, and as part of a longer one. */
const PLACES = { gsm: { alone: 160, part: 153 }, unicode: { alone: 70, part: 67 } } as const

/** Longer ones cost more, arrive in parts, and nobody reads them on the way to the phone. */
const MOST_SEGMENTS = 2

/** A text message, and what the carrier charges for it. */
export type TextMessage = {
  readonly text: string
  readonly segments: number
  /** Letters, of which some take two places. */
  readonly places: number
  readonly alphabet: 'GSM-7' | 'UCS-2'
}

const NAMES = { gsm: 'GSM-7', unicode: 'UCS-2' } as const

/**
 * A text message: what is told, cut so that the end still fits, within two segments. Letters that
 * would double its price by leaving the alphabet of text messages are written plainly where they are
 * Latin (`Łukasz` is `Lukasz`); a name in another script keeps its letters.
 */
export function smsText(told: string, end: string): TextMessage {
  const { plainTold, plainEnd, alphabet, room } = measured(told, end)
  const text = `${cut(plainTold, room, alphabet)}\n${plainEnd}`
  return {
    text,
    segments: segmentsOf(text, alphabet),
    places: placesOf(text, alphabet),
    alphabet: NAMES[alphabet],
  }
}

/** How many places what is told takes in a text message, and how many the end leaves it. */
export function smsSize(told: string, end: string) {
  const { plainTold, alphabet, room } = measured(told, end)
  return { needed: placesOf(plainTold, alphabet), room, alphabet: NAMES[alphabet] }
}

function measured(told: string, end: string) {
  const [plainTold, plainEnd] = [told, end].map((one) => plain(one)) as [string, string]
  const alphabet = isGsm(plainTold + plainEnd) ? ('gsm' as const) : ('unicode' as const)
  const room = PLACES[alphabet].part * MOST_SEGMENTS - placesOf(plainEnd, alphabet) - 1
  return { plainTold, plainEnd, alphabet, room }
}

/** The end of a message, or what is told in it, as it stands there. */
export const smsPart = (part: string): string => plain(part)

function plain(text: string): string {
  const collapsed = text.trim().replace(/\s+/g, ' ')
  return [...collapsed].map((letter) => (isGsm(letter) ? letter : plainLetter(letter))).join('')
}

/** A letter with a mark, or a typographic sign, as it is typed on a plain keyboard. */
function plainLetter(letter: string): string {
  const canBePlain = /[\p{Script=Latin}\p{Punctuation}\p{Separator}]/u.test(letter)
  const written = canBePlain ? anyAscii(letter) : letter
  return written === '' ? letter : written
}

const isGsm = (text: string) => [...text].every((it) => GSM.has(it) || GSM_EXTENDED.has(it))

type Alphabet = keyof typeof PLACES

function placesOf(text: string, alphabet: Alphabet): number {
  if (alphabet === 'unicode') return text.length
  return [...text].reduce((sum, it) => sum + (GSM_EXTENDED.has(it) ? 2 : 1), 0)
}

function segmentsOf(text: string, alphabet: Alphabet): number {
  const places = placesOf(text, alphabet)
  const { alone, part } = PLACES[alphabet]
  return places <= alone ? 1 : Math.ceil(places / part)
}

const MORE = '...'

function cut(text: string, room: number, alphabet: Alphabet): string {
  if (placesOf(text, alphabet) <= room) return text
  let kept = ''
  for (const letter of text) {
    if (placesOf(kept + letter, alphabet) > room - MORE.length) break
    kept += letter
  }
  return `${kept.trimEnd()}${MORE}`
}
