/** Ascending places in few letters: `3-7,12`. Runs are common, since rules for one kind stand together. */
export function placesText(places: readonly number[]): string {
  const runs: { from: number; to: number }[] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last?.to === place - 1) last.to = place
    else runs.push({ from: place, to: place })
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** The places that `placesText` wrote. */
export function placesFrom(text: string): ReadonlySet<number> {
  const runs = text === '' ? [] : text.split(',')
  return new Set(
    runs.flatMap((run) => {
      const [from = 0, to = from] = run.split('-').map(Number)
      return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    }),
  )
}
