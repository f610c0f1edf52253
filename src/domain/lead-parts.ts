import type { AccountOfLead } from './account-of-lead.ts'
import type { ChatNotes } from './conversation.ts'
import type { LeadForm } from './lead-form.ts'
import type { MatchFinding } from './matching/match-verdict.ts'
import type { RouteTrace } from './route.ts'
import type { Touches } from './touches.ts'
import type { VisitCounts } from './visit-counts.ts'

/** What validation found out about the form. */
export type Findings = {
  /** Lower-cased and trimmed; the key identities are claimed by. */
  readonly email?: string
  readonly emailDomain?: string
  /** True for a mail provider anyone may use: such a domain says nothing about a company. */
  readonly freeMail?: boolean
  readonly throwawayMail?: boolean
  /** E.164, when the number could be read. */
  readonly phone?: string
  /** ISO 3166-1 alpha-2 of the number. */
  readonly phoneCountry?: string
  /** Two-letter country of the lead, from the form or the phone number. */
  readonly country?: string
  /** What a person should know, as stable codes: `phone-unreadable`, `free-mail`, ... */
  readonly notes: readonly string[]
}

/** What providers know about the person and the company. Absent means not known. */
export type Enrichment = {
  readonly company?: {
    readonly name?: string
    readonly domain?: string
    readonly employees?: number
    readonly industry?: string
    readonly country?: string
    /** Per year, in US dollars. */
    readonly annualRevenue?: number
  }
  readonly person?: {
    readonly fullName?: string
    readonly title?: string
    readonly seniority?: Seniority
    readonly department?: string
    readonly linkedinUrl?: string
  }
}

/** From least to most senior. */
export const SENIORITIES = ['junior', 'senior', 'manager', 'director', 'vp', 'executive'] as const
export type Seniority = (typeof SENIORITIES)[number]

/** One rule of the scoring document that held, with its points and the reason shown to people. */
export type ScoreReason = {
  readonly id: string
  readonly kind: 'fit' | 'interest'
  readonly points: number
  readonly reason: string
}

/** The whole explanation of a score. */
export type Scoring = {
  readonly total: number
  readonly fit: number
  readonly interest: number
  readonly reasons: readonly ScoreReason[]
  /** Rules that could not be decided because a field was missing. */
  readonly unknown: readonly string[]
}

/** What capturing noticed about how the lead came in. */
export type CaptureNotes = {
  /** Why a person should look before anyone is told of the lead, as stable codes. */
  readonly doubts?: readonly string[]
  /** The source that a canary stands for. */
  readonly canaryOf?: string
}

/**
 * The personal or bulky parts of a lead, each in an erasable row of its own. Events carry only
 * ids, numbers and reasons, so that erasing a person leaves the history standing.
 */
export type LeadParts = {
  readonly form: LeadForm
  readonly capture?: CaptureNotes
  /** The chat it came from. */
  readonly chat?: ChatNotes
  readonly findings?: Findings
  /** What comparing it with known contacts came to. */
  readonly match?: MatchFinding
  readonly enrichment?: Enrichment
  /** Which account of the book it belongs to. */
  readonly account?: AccountOfLead
  /** What the person did on our pages before they wrote. */
  readonly signals?: VisitCounts
  /** How the person came to us. */
  readonly touches?: Touches
  readonly scoring?: Scoring
  readonly trace?: RouteTrace
}

export type LeadPart = keyof LeadParts
