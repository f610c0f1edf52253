/** What is there soon is seen soon; who looks all the time slows down what they wait for. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS, GROWTH] = [10, 100, 1.5]
const GIVE_UP_MS = 60_000

/**
 * Waits until `look` gives a value, and resolves with it. Gives up after a minute, with what
 * was being waited for; a test that passes never waits that long.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  const until = performance.now() + GIVE_UP_MS
  let pauseMs = FIRST_PAUSE_MS
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > until) throw new Error(`Waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)
  }
}
