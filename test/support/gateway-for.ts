import type { Source } from '../../src/domain/documents/sources.ts'
import { aGateway, aSource, type Gateway } from './a-gateway.ts'
import { exampleCompany } from './example-company.ts'

/** What the references of a test's source stand for. */
export const SECRETS = {
  'env:SECRET': 'secret-of-now',
  'env:OLD_SECRET': 'secret-before',
  'env:TOKEN': 'token-of-now',
  'env:OLD_TOKEN': 'token-before',
} as const

/** The references of a source that signs, and of one that has a token in its path instead. */
export const SIGNED = { secret: 'env:SECRET', previousSecret: 'env:OLD_SECRET' } as const
export const BY_TOKEN = { pathToken: 'env:TOKEN', previousPathToken: 'env:OLD_TOKEN' } as const

/** A gateway with these sources alone, each with the name of its kind as key unless given. */
export function gatewayFor(...given: readonly Partial<Source>[]): Promise<Gateway> {
  const sources = given.map((one) => aSource({ key: one.kind ?? 'web-form', ...one }))
  const configuration = exampleCompany({ sources: { sources } })
  return aGateway({
    configuration: { current: async () => configuration, apply: async () => configuration },
    secrets: (reference) => SECRETS[reference as keyof typeof SECRETS] ?? '',
  })
}
