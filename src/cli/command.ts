import type { Product } from './product.ts'

/** What a command may use of the outside. */
export type Terminal = {
  /** Prints one line, or several, as the command's answer. */
  out(text: string): void
  /** The running product; fails with `CommandFailed` when there is none to be found. */
  product(): Promise<Product>
}

/** One command of the command line; all have this shape. */
export type Command = {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The text after `stl help <name>`: how it is called, and what its options mean. */
  readonly help: string
  /** Resolves with the exit code. Rejects with `CommandFailed` when it cannot do its work. */
  run(args: string[], terminal: Terminal): Promise<number>
}

/** The command cannot do its work; the message is for the person at the keyboard. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  /** 1: it did not work out. 2: it was called wrongly. */
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
