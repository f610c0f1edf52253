/** Elements after which a reader begins a new line. */
const LINE_END = /<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^<>]*>/gi
/** Their content is no text. */
const NO_TEXT = /<(script|style)\b[^<>]*>[^<]*(?:<\/\1[^<>]*>)?/gi
const TAG = /<\/?[a-z!][^<>]*>/gi
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/**
 * What a reader sees of a text that may be HTML. Tags are taken out before entities are read, so an
 * escaped tag stays the text it was meant to be. The result is text, and still not to be trusted:
 * whoever shows it on a page escapes it again.
 */
export function plainText(html: string): string {
  return (
    html
      .replace(NO_TEXT, ' ')
      .replace(LINE_END, '\n')
      .replace(TAG, '')
      .replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
        return character(
          decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal),
          whole,
        )
      })
      // A terminal obeys control characters.
      .replace(/[^\P{Cc}\n]/gu, ' ')
      .replace(/ +\n/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  )
}

function character(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : otherwise
}
