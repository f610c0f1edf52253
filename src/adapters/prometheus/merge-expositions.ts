type Family = { readonly head: readonly string[]; readonly samples: string[] }

/**
 * Makes one text of several in Prometheus' text format 0.0.4. The format wants all lines of one
 * metric in one group with one description, so the texts cannot just follow each other. The series
 * must differ already, by a label that says where they come from.
 */
export function mergeExpositions(texts: readonly string[]): string {
  const families = new Map<string, Family>()
  for (const text of texts) {
    for (const [name, { head, samples }] of familiesIn(text)) {
      const known = families.get(name)
      if (known === undefined) families.set(name, { head, samples: [...samples] })
      else known.samples.push(...samples)
    }
  }
  const blocks = [...families.values()].map(({ head, samples }) => [...head, ...samples].join('\n'))
  return `${blocks.join('\n\n')}\n`
}

/** Our own processes write `# HELP` first, then `# TYPE`, then the samples, for every metric. */
function familiesIn(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  for (const block of text.split(/^(?=# HELP )/m)) {
    const lines = block.split('\n').filter((line) => line !== '')
    const name = /^# HELP (\S+)/.exec(lines[0] ?? '')?.[1]
    if (name === undefined) continue
    families.set(name, {
      head: lines.filter((line) => line.startsWith('#')),
      samples: lines.filter((line) => !line.startsWith('#')),
    })
  }
  return families
}
