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

/** What is counted. */
export const COUNTERS = {
  stl_leads_captured_total: {
    help: 'Leads taken in, by source. A redelivery counts as duplicate.',
    labels: ['source', 'duplicate'],
  },
  stl_deliveries_refused_total: {
    help: 'Deliveries that were refused, by source and by the code of the refusal.',
    labels: ['source', 'code'],
  },
  stl_captcha_checks_total: {
    help: 'Captchas that were checked, by source and verdict: human, not-human, unknown.',
    labels: ['source', 'verdict'],
  },
  stl_rate_limit_fallbacks_total: {
    help: 'Requests that this process counted alone for its rate limits, because Redis was away.',
    labels: [],
  },
  stl_identity_index_fallbacks_total: {
    help: 'Look-ups that PostgreSQL answered because Redis was away, or its copy not ready.',
    labels: ['reason'],
  },
  stl_identity_index_capped_keys_total: {
    help: 'Look-ups in which too many contacts shared a key, so that only the newest were looked at.',
    labels: ['kind'],
  },
  stl_match_verdicts_total: {
    help: 'Leads compared with known contacts, by what that came to: same, review, new.',
    labels: ['verdict'],
  },
  stl_stage_runs_total: {
    help: 'Stages that ended, by source of the lead and outcome: passed on, decided, or failed.',
    labels: ['stage', 'outcome', 'source'],
  },
  stl_leads_decided_total: {
    help: 'Leads decided for the first time.',
    labels: [],
  },
  stl_leads_decided_in_time_total: {
    help: 'Leads decided for the first time within 10 s of their receipt. The objective is 99.9 %.',
    labels: [],
  },
  stl_source_fetches_total: {
    help: 'Leads that were asked for at their vendor, by source and outcome.',
    labels: ['source', 'outcome'],
  },
  stl_source_missed_total: {
    help: 'Leads that were found at their vendor and of which nobody had told us, by source.',
    labels: ['source'],
  },
  stl_names_asked_total: {
    help: 'Ids of adverts whose names were asked for, by source and outcome: found, unknown, failed.',
    labels: ['source', 'outcome'],
  },
  stl_notifications_total: {
    help: 'Attempts to tell a rep, by channel and outcome: accepted, unavailable, refused, failed.',
    labels: ['channel', 'outcome'],
  },
  stl_event_attempts_total: {
    help: 'Attempts to tell a subscriber of an event, by outcome: accepted, failed, gone.',
    labels: ['subscription', 'outcome'],
  },
} as const satisfies Record<string, Described>

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
