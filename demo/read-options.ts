import { parseArgs } from 'node:util'

export type DemoOptions = {
  /** For how long leads come in; without it until Ctrl-C. */
  readonly seconds: number | undefined
  /** Leads a second, on average. */
  readonly rate: number
  readonly seed: number
  /** Nothing but a summary at the end. */
  readonly json: boolean
}

export const USAGE = `Usage: npm run demo -- [options]

Starts the product with the example company, plays the vendors and a stream of leads, and shows
what becomes of them. Ends with Ctrl-C.

  --seconds N  end by itself after N seconds of leads
  --rate N     leads a second, on average (default 5)
  --seed N     the same people and requests every time (default: others each time)
  --json       print nothing but one line of JSON at the end`

/** Reads what stands behind `npm run demo --`. Rejects what it does not understand. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  const values = valuesOf(args)
  if (values.help) return 'help'
  const { seconds, seed } = values
  return {
    seconds: seconds === undefined ? undefined : number('seconds', seconds, 1, 86_400),
    rate: number('rate', values.rate, 0.1, 500),
    seed:
      seed === undefined
        ? Math.floor(Math.random() * 1_000_000)
        : Math.floor(number('seed', seed, 0, 2 ** 31)),
    json: values.json,
  }
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        rate: { type: 'string', default: '5' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new Error(`${(error as Error).message}.\n\n${USAGE}`)
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= least && value <= most) return value
  throw new Error(`--${name} takes a number from ${least} to ${most}, not "${text}".\n\n${USAGE}`)
}
