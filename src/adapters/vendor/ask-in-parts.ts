import { Unavailable } from '../../domain/failure.ts'

/** The names of some ids; undefined when one of them keeps the vendor from answering for all. */
type Ask = (ids: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>

/**
 * Asks a vendor who answers for all ids or none: together, and where that fails in halves, so that an id
 * that is gone, or of another advertiser, costs the others nothing. What is turned away for every id is
 * no matter of ids: then it rejects as `ask` did (`source-permission-missing`).
 */
export async function askInParts(
  ids: readonly string[],
  ask: Ask,
): Promise<ReadonlyMap<string, string>> {
  const { names, answered, turnedAway } = await parts(ids, ask)
  if (answered === 0 && turnedAway !== undefined) throw turnedAway
  return names
}

type Part = {
  readonly names: ReadonlyMap<string, string>
  /** How many ids the vendor had an answer to, if only that they are not there. */
  readonly answered: number
  readonly turnedAway?: Unavailable
}

async function parts(ids: readonly string[], ask: Ask): Promise<Part> {
  const whole = await tried(ids, ask)
  if (whole !== undefined) return whole
  const middle = Math.ceil(ids.length / 2)
  const first = await parts(ids.slice(0, middle), ask)
  const second = await parts(ids.slice(middle), ask)
  const turnedAway = first.turnedAway ?? second.turnedAway
  return {
    names: new Map([...first.names, ...second.names]),
    answered: first.answered + second.answered,
    ...(turnedAway === undefined ? {} : { turnedAway }),
  }
}

/** Undefined when there is no answer for these ids together, but may be one for fewer. */
async function tried(ids: readonly string[], ask: Ask): Promise<Part | undefined> {
  try {
    const names = await ask(ids)
    if (names !== undefined) return { names, answered: ids.length }
    return ids.length > 1 ? undefined : { names: new Map(), answered: 1 }
  } catch (error) {
    if (!isTurnedAway(error)) throw error
    return ids.length > 1 ? undefined : { names: new Map(), answered: 0, turnedAway: error }
  }
}

const isTurnedAway = (error: unknown): error is Unavailable =>
  error instanceof Unavailable && error.code === 'source-permission-missing'
