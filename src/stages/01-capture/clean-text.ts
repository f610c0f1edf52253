/**
 * The text with NUL and lone surrogates replaced by U+FFFD: PostgreSQL refuses both in jsonb, and
 * one such text would fail every lead that is written with it.
 */
export const cleanText = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** At most `max` code units of the text, without leaving half a character at the end. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return text.slice(0, endsInHighSurrogate(text, max) ? max - 1 : max)
}

function endsInHighSurrogate(text: string, end: number): boolean {
  const code = text.charCodeAt(end - 1)
  return code >= 0xd800 && code <= 0xdbff
}
