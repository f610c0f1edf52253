import type { Scene } from '../scene.ts'

/** How the demo shows itself. */
export type View = {
  /** How often it wants to be drawn, in milliseconds. */
  readonly everyMs: number
  /** A line before or after the show. */
  say(text: string): void
  draw(scene: Scene): void
  /** Ends the show, with the last picture when there is one. */
  close(scene?: Scene): void
}

/** For scripts: nothing is shown. */
export const noView: View = {
  everyMs: 1_000,
  say: () => undefined,
  draw: () => undefined,
  close: () => undefined,
}
