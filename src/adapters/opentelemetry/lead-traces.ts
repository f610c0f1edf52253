import { createHash } from 'node:crypto'
import {
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  RandomIdGenerator,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { LeadId } from '../../domain/ids.ts'
import type { LeadSpan, LeadTraces } from '../../ports/lead-traces.ts'
import type { Log } from '../../ports/log.ts'

/** Where spans go: to the console, or to a collector that speaks OTLP over HTTP. */
export type TraceTarget = 'console' | { readonly otlpUrl: string }

type Settings = {
  readonly target: TraceTarget
  /** Names this process among those that add to a trace. */
  readonly process: string
  readonly log: Log
}

const CLOSE_WITHIN_MS = 1_000
/** Some seconds of full load, about 15 spans a lead; what is beyond is dropped. */
const MOST_WAITING = 32_768
const SEND_EVERY_MS = 1_000
/** Retries included; at the exporter's own 10 s, spans would pile up behind a collector that is away. */
const SEND_WITHIN_MS = 3_000

/** Traces of leads by OpenTelemetry. */
export function openTelemetryTraces({ target, process, log }: Settings): LeadTraces {
  complainTo(log)
  const ids = idsToOrder()
  const provider = new TracerProvider({
    idGenerator: ids.generator,
    resource: resourceFromAttributes({
      'service.name': 'speed-to-lead',
      'service.instance.id': process,
    }),
    spanProcessors: [processorFor(target)],
  })
  const tracer = provider.getTracer('speed-to-lead')

  return {
    add({ leadId, name, startMs, endMs, attributes, failed }: LeadSpan) {
      const root = rootOf(leadId)
      const isRoot = name === 'journey'
      const context = isRoot ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, root)
      ids.order(isRoot ? root : undefined)
      const span = tracer.startSpan(name, { startTime: startMs, attributes }, context)
      ids.order(undefined)
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(endMs)
    },
    async close() {
      const timeUp = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref())
      // A collector that is away loses spans and nothing else, so it must not hold up our end.
      await Promise.race([provider.shutdown().catch(() => undefined), timeUp])
    },
  }
}

function processorFor(target: TraceTarget): SpanProcessor {
  if (target === 'console') return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })
  return new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: target.otlpUrl, timeoutMillis: SEND_WITHIN_MS }),
    maxQueueSize: MOST_WAITING,
    maxExportBatchSize: 2_048,
    scheduledDelayMillis: SEND_EVERY_MS,
  })
}

type SpanIds = { readonly traceId: string; readonly spanId: string }

/**
 * The trace of a lead has the lead's id without its dashes (both are 16 bytes), and its root span
 * the first 8 bytes of the SHA-256 of that, since the id's own first bytes are a time that leads
 * of one millisecond share.
 */
export function rootOf(leadId: LeadId) {
  const traceId = leadId.replaceAll('-', '')
  const spanId = createHash('sha256').update(traceId).digest('hex').slice(0, 16)
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true }
}

/** Random ids, but for the one span that is made while ids are ordered. */
function idsToOrder() {
  const random = new RandomIdGenerator()
  let ordered: SpanIds | undefined
  return {
    order(ids: SpanIds | undefined) {
      ordered = ids
    },
    generator: {
      generateTraceId: () => ordered?.traceId ?? random.generateTraceId(),
      generateSpanId: () => ordered?.spanId ?? random.generateSpanId(),
    },
  }
}

/** Without this nobody would hear that the collector refuses what it is sent. */
function complainTo(log: Log): void {
  const tell = (message: string) => log.warn({ message }, 'Traces have a problem')
  const ignore = () => undefined
  const logger = { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}
