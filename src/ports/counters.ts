/** What is counted. Values of labels come from a short list: never from a person. */
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
  stl_crm_activities_total: {
    help: 'First contacts that a CRM told of, by who made them: the rep of the lead, or another.',
    labels: ['crm', 'by'],
  },
  stl_event_attempts_total: {
    help: 'Attempts to tell a subscriber of an event, by outcome: accepted, failed, gone.',
    labels: ['subscription', 'outcome'],
  },
} as const satisfies Record<string, { readonly help: string; readonly labels: readonly string[] }>
