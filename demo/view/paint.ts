/** How a piece of text looks. */
export type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'title'

/** Gives a piece of text its looks; without colour it stays as it is. */
export type Paint = (text: string, style: Style) => string

/** Select Graphic Rendition (ECMA-48, 8.3.117). */
const CODES: Readonly<Record<Style, string>> = {
  plain: '',
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  title: '1;36',
}

export const inColour: Paint = (text, style) =>
  style === 'plain' || text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`

export const colourless: Paint = (text) => text

/** A piece of a line: its text and its looks, and its width where the text is to be fitted into it. */
export type Piece = readonly [text: string, style?: Style, width?: number, align?: 'right']

/** Pieces one after the other, cut where the line ends. */
export function line(pieces: readonly Piece[], columns: number, paint: Paint): string {
  let left = columns
  return pieces
    .map(([text, style = 'plain', width = text.length, align]) => {
      const room = Math.max(0, Math.min(width, left))
      left -= room
      return paint(fitted(text, room, align), style)
    })
    .join('')
}

function fitted(text: string, room: number, align: 'right' | undefined): string {
  if (text.length > room) return room === 0 ? '' : `${text.slice(0, room - 1)}…`
  return align === 'right' ? text.padStart(room) : text.padEnd(room)
}
