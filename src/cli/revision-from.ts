import { CommandFailed } from './command.ts'

/** The number of a revision as it was typed; fails with `CommandFailed` for anything else. */
export function revisionFrom(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new CommandFailed(`\`${text}\` is no revision; ./stl rules history names them.`, 2)
}
