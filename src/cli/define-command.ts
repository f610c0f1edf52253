import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Command, CommandFailed, type Terminal } from './command.ts'

/** The options of a command by name, as `parseArgs` of Node takes them. */
type Options = NonNullable<ParseArgsConfig['options']>

/** What one call of a command gave, and what it may use of the outside. */
export type Call<O extends Options> = Terminal & {
  /** The options that were given, and the defaults of others. */
  readonly values: ReturnType<typeof parseArgs<{ options: O }>>['values']
  /** What was given beside options; for a verb, what stands behind it. */
  readonly positionals: readonly string[]
  /** Prints an answer: as JSON when `--json` was given, otherwise in words. */
  print<T>(answer: T, textOf: (answer: T) => string): void
}

type About<O extends Options> = Pick<Command, 'name' | 'summary' | 'help'> & { readonly options: O }

/** Does what was asked for. Ends like `Command.run`. */
type Run<O extends Options> = (call: Call<O>) => Promise<number>

/** A command that reads its options, and positionals if it allows them, before it runs. */
export function defineCommand<const O extends Options>({
  options,
  allowPositionals = false,
  run,
  ...about
}: About<O> & { readonly allowPositionals?: boolean; readonly run: Run<O> }): Command {
  return {
    ...about,
    async run(args, terminal) {
      const { values, positionals } = parseArgs({ args, options, allowPositionals })
      const { json } = values as { readonly json?: boolean }
      return run({
        ...terminal,
        values,
        positionals,
        print(answer, textOf) {
          terminal.out(json === true ? JSON.stringify(answer, undefined, 2) : textOf(answer))
        },
      })
    },
  }
}

/** A command whose first word says which of its verbs is meant. */
export function defineVerbs<const O extends Options>({
  verbs,
  ...about
}: About<O> & { readonly verbs: Readonly<Record<string, Run<O>>> }): Command {
  return defineCommand({
    ...about,
    allowPositionals: true,
    async run(call) {
      const [verb = '', ...positionals] = call.positionals
      const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
      if (run === undefined) throw new CommandFailed(`Say ${oneOf(Object.keys(verbs))}.`, 2)
      return run({ ...call, positionals })
    },
  })
}

/** The same, but told off when anything stands behind the verb beside options. */
export function alone<O extends Options>(run: Run<O>): Run<O> {
  return async (call) => {
    const [extra] = call.positionals
    if (extra !== undefined) throw new CommandFailed(`Unexpected argument '${extra}'.`, 2)
    return run(call)
  }
}

/** `list, add or remove` */
function oneOf(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names)
}

/** The positionals, as many as are wanted; fails with the complaint when there are fewer or more. */
export function exactly(
  wanted: 1,
  positionals: readonly string[],
  complaint: string,
): readonly [string]
export function exactly(
  wanted: 2,
  positionals: readonly string[],
  complaint: string,
): readonly [string, string]
export function exactly(wanted: number, positionals: readonly string[], complaint: string) {
  if (positionals.length !== wanted) throw new CommandFailed(complaint, 2)
  return positionals
}
