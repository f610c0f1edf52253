import type { Configuration } from '../../src/domain/documents/documents.ts'
import { DEFAULT_MODEL } from '../../src/domain/matching/match-model.ts'
import type { Ports } from '../../src/ports/ports.ts'

/** What a stage needs that asks nobody outside: the time and a configuration that stays. */
export function stagePorts(configuration: Configuration, now: Date): Ports {
  return {
    clock: () => now,
    configuration: {
      current: async () => configuration,
      apply: async () => configuration,
    },
    providers: async () => [],
    notifiers: async () => [],
    accounts: {
      candidates: async () => [],
      facts: async () => undefined,
    },
    identityIndex: { candidates: async () => ({ found: [], cappedKeys: [] }) },
    names: { of: async () => () => undefined },
    matchModels: { current: async () => DEFAULT_MODEL },
    segments: { lookUp: async () => new Map() },
    signals: { of: async () => [] },
    leadSources: async () => new Map(),
    crm: () => Promise.reject(new Error('This stage writes to no CRM')),
  }
}
