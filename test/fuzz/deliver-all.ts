import { type Answered, sender } from './deliver.ts'
import type { FuzzedGateway } from './fuzzed-gateway.ts'
import type { Hostile } from './hostile-delivery.ts'

const AT_ONCE = 16

/** Sends all, a few at a time. Rejects when the gateway ends over it. */
export async function deliverAll(
  { url, ended }: Pick<FuzzedGateway, 'url' | 'ended'>,
  deliveries: Iterable<Hostile>,
): Promise<(readonly [it: Hostile, answered: Answered])[]> {
  using sending = sender(url)
  const answers: (readonly [Hostile, Answered])[] = []
  const rest = [...deliveries].entries()
  async function some() {
    for (const [index, it] of rest) answers[index] = [it, await sending.send(it)]
  }
  await Promise.race([Promise.all(Array.from({ length: AT_ONCE }, some)), ended.then(crashed)])
  return answers
}

/** Not inside: what waits for the end of the gateway would keep all answers until then. */
function crashed(said: string): never {
  throw new Error(said)
}
