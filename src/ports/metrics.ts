import type { COUNTERS } from './counters.ts'

type Described = {
  readonly help: string
  /** Names of the labels. Their values must come from a short list: never from a person. */
  readonly labels: readonly string[]
}

type DescribedHistogram = Described & { readonly buckets: readonly number[] }

/** Seconds, from the fastest stage to one that used up the deadline. */
const STAGE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Seconds, from a decision in a blink to a first contact a day later. */
const SPEED_SECONDS = [
  0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400,
]

/** What is measured, with the upper bounds it is sorted by. */
export const HISTOGRAMS = {
  stl_stage_seconds: {
    help: 'How long a stage took, the commit of what it said included.',
    labels: ['stage'],
    buckets: STAGE_SECONDS,
  },
  stl_task_seconds: {
    help: 'How long one attempt at a task of a follower took, by outcome.',
    labels: ['follower', 'outcome'],
    buckets: STAGE_SECONDS,
  },
  stl_speed_to_lead_seconds: {
    help: 'From receipt to the first time a lead was decided, assigned, acknowledged, contacted.',
    labels: ['until'],
    buckets: SPEED_SECONDS,
  },
  stl_event_delivery_seconds: {
    help: 'From an event until a subscriber has accepted it.',
    labels: [],
    buckets: SPEED_SECONDS,
  },
  stl_batch_size: {
    help: 'Items committed together, by kind of work.',
    labels: ['kind'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  stl_identity_index_seconds: {
    help: 'How long it took to find the contacts that may be a person, by who answered.',
    labels: ['store'],
    buckets: STAGE_SECONDS,
  },
  stl_identity_index_candidates: {
    help: 'Contacts found that may be a person, in one look-up.',
    labels: [],
    buckets: [0, 1, 2, 5, 10, 25, 50, 100, 200],
  },
  stl_lock_wait_seconds: {
    help: 'How long a batch of decisions waited until it held all its locks.',
    labels: ['kind'],
    buckets: STAGE_SECONDS,
  },
} as const satisfies Record<string, DescribedHistogram>

/** What is looked up when somebody asks. */
export const GAUGES = {
  stl_queue_jobs: {
    help: 'Jobs by queue and state: ready to be claimed, delayed, or active in a worker.',
    labels: ['queue', 'state'],
  },
  stl_queue_oldest_job_seconds: {
    help: 'For how long the oldest job that could be claimed has waited, by queue.',
    labels: ['queue'],
  },
  stl_dead_letters_open: {
    help: 'Work that was given up and not yet set going again, by queue.',
    labels: ['queue'],
  },
  stl_leads_overdue: {
    help: 'Leads that still travel though their deadline has passed.',
    labels: [],
  },
  stl_source_alarm: {
    help: 'Sources that wait until a person renews the access: 1 for each, by what waits.',
    labels: ['source', 'code', 'waiting'],
  },
  stl_channel_alarm: {
    help: 'Channels by which nobody is told until a person has mended something: 1 for each.',
    labels: ['channel', 'code'],
  },
  stl_canary_failing: {
    help: 'By route, 1 while its canary does not come through as it should, 0 while it does.',
    labels: ['route'],
  },
  stl_canary_seconds: {
    help: 'By route, how long its last canary took from being sent until its rep was told.',
    labels: ['route'],
  },
  stl_crm_alarm: {
    help: 'CRMs whose activities cannot be read until a person mends something: 1 for each.',
    labels: ['crm', 'code'],
  },
  stl_subscriptions: {
    help: 'Subscriptions by state. A disabled one wants a person.',
    labels: ['state'],
  },
  stl_event_lag_seconds: {
    help: 'By subscription, how long ago the event fell due that waits longest to be sent.',
    labels: ['subscription'],
  },
  stl_identity_index_lag_seconds: {
    help: 'How long ago the oldest change of a contact was made that Redis does not have yet.',
    labels: [],
  },
  stl_vendor_circuit: {
    help: 'State of the circuit breaker before a vendor: 1 for the state it is in.',
    labels: ['vendor', 'state'],
  },
} as const satisfies Record<string, Described>

export type CounterName = keyof typeof COUNTERS
export type HistogramName = keyof typeof HISTOGRAMS
export type GaugeName = keyof typeof GAUGES

type LabelsIn<T extends Described> = Readonly<Record<T['labels'][number], string>>

export type CounterLabels<N extends CounterName> = LabelsIn<(typeof COUNTERS)[N]>
export type HistogramLabels<N extends HistogramName> = LabelsIn<(typeof HISTOGRAMS)[N]>

/** One value of a gauge. */
export type Reading<N extends GaugeName> = {
  readonly labels: LabelsIn<(typeof GAUGES)[N]>
  readonly value: number
}

/** Takes measurements of this process. No verb waits, rejects, or costs more than microseconds. */
export type Metrics = {
  count<N extends CounterName>(name: N, labels: CounterLabels<N>, by?: number): void
  /** Adds one value to a histogram; durations are in seconds. */
  observe<N extends HistogramName>(name: N, labels: HistogramLabels<N>, value: number): void
  /**
   * Names the function that gives a gauge's values whenever somebody asks. When it rejects the
   * gauge has no values that time. A second call for the same gauge replaces the first.
   */
  gauge<N extends GaugeName>(name: N, read: () => Promise<readonly Reading<N>[]>): void
}

/** The measurements as text, for whoever collects them. */
export type MetricsText = {
  readonly contentType: string
  /** Resolves with all of them as they stand now; never rejects. */
  read(): Promise<string>
}
