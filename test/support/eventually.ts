const LOOK_EVERY_MS = 20
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
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > until) throw new Error(`Waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
