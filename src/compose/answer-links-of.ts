import { randomBytes } from 'node:crypto'
import { postgresInstallationSecrets } from '../adapters/postgres/installation-secrets.ts'
import type { LinkAction } from '../domain/alert.ts'
import { answerToken } from '../domain/answer-link.ts'
import type { RepId } from '../domain/ids.ts'
import type { AnswerLinks } from '../ports/answer-links.ts'
import type { Platform } from './platform.ts'

/** A weekend with a holiday: by then the offer itself is long over. */
const GOOD_FOR_MS = 4 * 24 * 60 * 60 * 1_000
const KEY_BYTES = 32

type Parts = Pick<Platform, 'db' | 'config' | 'clock'>

/** The key that signs the links of this installation. */
export function answerKeyOf({ db }: Pick<Parts, 'db'>): () => Promise<Uint8Array> {
  const secrets = postgresInstallationSecrets(db)
  return () => secrets.secret('answer-links', () => randomBytes(KEY_BYTES))
}

/** Links for the alerts of one channel, which go to the gateway by its public address. */
export function answerLinksOf(via: string, { db, config, clock }: Parts): AnswerLinks {
  const answerKey = answerKeyOf({ db })
  return async ({ leadId, assignmentId, kind, recipient, actions, canCall = false }) => {
    const key = await answerKey()
    const expiresAt = new Date(clock().getTime() + GOOD_FOR_MS)
    const repId = recipient.repId as RepId
    const linkTo = (action: LinkAction) => {
      const token = answerToken(key, { action, leadId, assignmentId, repId, via, expiresAt })
      return `${config.publicUrl}/a/${token}`
    }
    const all: readonly LinkAction[] = [
      ...actions,
      ...(canCall ? ['call' as const] : []),
      ...(kind === 'set-away' ? ['back' as const] : []),
    ]
    return Object.fromEntries(all.map((action) => [action, linkTo(action)]))
  }
}
