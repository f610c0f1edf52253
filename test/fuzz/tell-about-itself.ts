/**
 * Loaded into a gateway before anything else: answers every message of the test with what only the
 * process itself can say, and ends it with the test.
 */
export type Told = {
  /** Resident memory after everything unused was given back, in bytes. */
  readonly rss: number
  /** Names that every object has and should not. */
  readonly inherited: readonly string[]
}

process.on('message', () => {
  globalThis.gc?.()
  const inherited: string[] = []
  for (const name in {}) inherited.push(name)
  process.send?.({ rss: process.memoryUsage.rss(), inherited } satisfies Told)
})
process.on('disconnect', () => process.exit(1))
process.channel?.unref()
