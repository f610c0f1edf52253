import type { Scene } from '../scene.ts'
import { frame } from './frame.ts'
import { colourless, inColour } from './paint.ts'
import type { View } from './view.ts'

/** Of xterm, and of everything that follows it. */
const ESC = '\u001b['
const OTHER_SCREEN = `${ESC}?1049h${ESC}?25l`
const FIRST_SCREEN = `${ESC}?25h${ESC}?1049l`
const HOME = `${ESC}H`
const TO_END_OF_LINE = `${ESC}K`
const TO_END_OF_SCREEN = `${ESC}J`

/** A picture that is redrawn in its place, on the terminal's other screen. */
export function terminalView(out: NodeJS.WriteStream): View {
  const paint = process.env.NO_COLOR ? colourless : inColour
  const size = () => ({ columns: out.columns || 80, rows: out.rows || 24 })
  let isOpen = false

  function close(): void {
    if (isOpen) out.write(FIRST_SCREEN)
    isOpen = false
  }
  // Whatever ends us, the terminal must be as it was.
  process.on('exit', close)

  return {
    everyMs: 400,
    say: (text) => void out.write(`${text}\n`),
    draw(scene) {
      if (!isOpen) out.write(OTHER_SCREEN)
      isOpen = true
      const lines = frame(scene, size(), paint)
      out.write(`${HOME}${lines.join(`${TO_END_OF_LINE}\r\n`)}${TO_END_OF_LINE}${TO_END_OF_SCREEN}`)
    },
    close(scene?: Scene) {
      close()
      // The last picture stays, for those who come back to it.
      if (scene !== undefined) {
        const lines = frame(scene, size(), paint)
        out.write(`${lines.slice(0, -1).join('\n')}\n`)
      }
    },
  }
}
