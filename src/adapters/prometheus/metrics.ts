import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { COUNTERS } from '../../ports/counters.ts'
import type { Log } from '../../ports/log.ts'
import {
  GAUGES,
  type GaugeName,
  HISTOGRAMS,
  type Metrics,
  type MetricsText,
  type Reading,
} from '../../ports/metrics.ts'

type Read = () => Promise<readonly Reading<GaugeName>[]>

/**
 * The measurements of this process, in the text format of Prometheus 0.0.4, with those of Node
 * itself (memory, event loop, garbage collection). Every line bears the label `process`.
 */
export function prometheusMetrics(process: string, log: Log): Metrics & MetricsText {
  const registry = new Registry()
  registry.setDefaultLabels({ process })
  collectDefaultMetrics({ register: registry })
  const counters = mapped(COUNTERS, (name, { help, labels }) => {
    return new Counter({ name, help, labelNames: labels, registers: [registry] })
  })
  const histograms = mapped(HISTOGRAMS, (name, { help, labels, buckets }) => {
    const sorting = { buckets: [...buckets], labelNames: labels }
    return new Histogram({ name, help, ...sorting, registers: [registry] })
  })
  const readers = gaugesIn(registry, log)

  return {
    count: (name, labels, by = 1) => counters[name].inc(labels, by),
    observe: (name, labels, value) => histograms[name].observe(labels, value),
    gauge: (name, read) => void readers.set(name, read as Read),
    contentType: registry.contentType,
    read: sharedWhileRunning(() => registry.metrics()),
  }
}

/** Makes one thing for each entry of a catalogue. */
function mapped<C extends object, R>(
  catalogue: C,
  make: (name: string, described: C[keyof C]) => R,
): Record<keyof C, R> {
  const made = Object.entries(catalogue).map(([name, described]) => [name, make(name, described)])
  return Object.fromEntries(made) as Record<keyof C, R>
}

/** A gauge that cannot be read leaves the others readable: they matter most when things break. */
function gaugesIn(registry: Registry, log: Log): Map<GaugeName, Read> {
  const readers = new Map<GaugeName, Read>()
  mapped(GAUGES, (name, { help, labels }) => {
    return new Gauge<string>({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      async collect() {
        this.reset()
        // Without a reader a gauge has no value; prom-client's own start is 0, which would be one.
        this.remove({})
        const readings = await readers
          .get(name as GaugeName)?.()
          .catch((error: unknown) => {
            log.warn({ metric: name, error: messageOf(error) }, 'A gauge cannot be read now')
          })
        for (const { labels, value } of readings ?? []) this.set(labels, value)
      },
    })
  })
  return readers
}

/** Those who ask while an answer is being made share it, so that asking often costs little. */
function sharedWhileRunning<T>(make: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () => {
    running ??= make().finally(() => {
      running = undefined
    })
    return running
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
