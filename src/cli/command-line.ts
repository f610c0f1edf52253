import { Refused, Unavailable } from '../domain/failure.ts'
import { accounts } from './accounts.ts'
import { alerts } from './alerts.ts'
import { apply } from './apply.ts'
import { at } from './at.ts'
import { canaries } from './canaries.ts'
import { channels } from './channels.ts'
import { chats } from './chats.ts'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import { contact } from './contact.ts'
import { deadLetters } from './dead-letters.ts'
import { duplicates } from './duplicates.ts'
import { exportCommand } from './export.ts'
import { fairness } from './fairness.ts'
import { indexCommand } from './index-command.ts'
import { lead } from './lead.ts'
import { leads } from './leads.ts'
import { migrateCommand } from './migrate.ts'
import { privacy } from './privacy.ts'
import { replay } from './replay.ts'
import { reps } from './reps.ts'
import { reviews } from './reviews.ts'
import { rules } from './rules.ts'
import { segments } from './segments.ts'
import { send } from './send.ts'
import { simulateCommand } from './simulate.ts'
import { sources } from './sources.ts'
import { stats } from './stats.ts'
import { subscriptions } from './subscriptions.ts'
import { timeOff } from './time-off.ts'
import { tokens } from './tokens.ts'

/** Every command, in the order of the help text. */
export const commands: readonly Command[] = [
  send,
  lead,
  at,
  leads,
  contact,
  chats,
  stats,
  accounts,
  rules,
  simulateCommand,
  segments,
  apply,
  exportCommand,
  alerts,
  sources,
  channels,
  replay,
  reviews,
  duplicates,
  fairness,
  canaries,
  deadLetters,
  indexCommand,
  privacy,
  subscriptions,
  reps,
  timeOff,
  tokens,
  migrateCommand,
]

/** Runs one command line. Resolves with the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(
  [name, ...args]: readonly string[],
  terminal: Terminal & { complain(text: string): void },
): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(helpFor(args[0]))
    return 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    terminal.complain(`There is no command ${name}.\n\n${overview()}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(command.help)
    return 0
  }
  return command.run(args, terminal).catch((error: unknown) => {
    terminal.complain(complaint(error, command.name))
    return error instanceof CommandFailed ? error.exitCode : isUsageError(error) ? 2 : 1
  })
}

function helpFor(name: string | undefined): string {
  return commands.find((command) => command.name === name)?.help ?? overview()
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: ./stl <command> [options]\n\n${lines.join('\n')}\n\n./stl help <command> says more.`
}

function complaint(error: unknown, name: string): string {
  if (isUsageError(error)) return `${error.message}\nSee ./stl help ${name}.`
  if (saysEnough(error)) return error.message
  return error instanceof Error && error.stack !== undefined ? error.stack : String(error)
}

/** Our own failures are written for people; anything else is a fault, whose place matters. */
const saysEnough = (error: unknown): error is Error =>
  error instanceof CommandFailed || error instanceof Refused || error instanceof Unavailable

/** What `parseArgs` throws when it is given an option it does not know. */
function isUsageError(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('ERR_PARSE_ARGS')
}
