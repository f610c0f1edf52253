import type { CanaryProblem } from './canary-verdict.ts'

/** What the alarm of a channel means: its token or secret, or that it has accepted nothing for minutes. */
export const channelProblem = (channel: string, alarm: string): CanaryProblem => ({
  code: /-denied$|secret/.test(alarm) ? 'credential' : 'vendor-down',
  ...{ about: `channel ${channel}`, detail: alarm },
})
