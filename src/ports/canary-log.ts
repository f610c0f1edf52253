import type { CanaryProblem } from '../domain/canaries/canary-verdict.ts'
import type { LeadId } from '../domain/ids.ts'

/** How the way of one route is. `unknown` before its first canary has come through, or not. */
export type CanaryStanding = {
  readonly routeId: string
  readonly state: 'unknown' | 'ok' | 'failing'
  /** Since when it is in that state. */
  readonly since: Date | undefined
  readonly checkedAt: Date | undefined
  /** When one came through last. */
  readonly okAt: Date | undefined
  /** From being sent until its rep was told, of the last that was told. */
  readonly tookMs: number | undefined
  readonly problems: readonly CanaryProblem[]
}

/** A route that this process alone goes on with. */
export type HeldCanary = {
  readonly routeId: string
  readonly holder: string
  /** When it was due: names the canary that is sent, so that sending it twice sends one. */
  readonly dueAt: Date
  /** The canary on its way. */
  readonly leadId: LeadId | undefined
  readonly sentAt: Date | undefined
  /** How the one before it fared. */
  readonly state: CanaryStanding['state']
  /** What the people who are paged were told last. */
  readonly told: string | undefined
}

/** How a canary fared. */
export type CanaryReport = Pick<CanaryStanding, 'tookMs' | 'problems'> & {
  readonly state: 'ok' | 'failing'
  readonly at: Date
  readonly told: string | undefined
}

/** Canaries on their way, and how they fared. */
export type CanaryLog = {
  /**
   * Takes the route that has been due the longest and that nobody has, for as long as given; undefined when
   * there is none. A claim that lapses is taken by another process. Others than these are forgotten.
   */
  claim(
    routeIds: readonly string[],
    by: { readonly holder: string; readonly at: Date; readonly forMs: number },
  ): Promise<HeldCanary | undefined>
  /** Gives the route back, with the canary that is on its way and when to look at it. */
  sent(
    held: HeldCanary,
    flight: { readonly leadId: LeadId; readonly sentAt: Date; readonly dueAt: Date },
  ): Promise<void>
  /** Gives the route back until its next canary, with how this one fared. */
  report(held: HeldCanary, report: CanaryReport, dueAt: Date): Promise<void>
  /** All of them, by route. */
  standing(): Promise<readonly CanaryStanding[]>
  /** Whether anything is left of any. */
  isAny(): Promise<boolean>
  /** Deletes all that is left of canaries that were sent before and that nobody waits for. */
  clear(before: Date): Promise<number>
}
