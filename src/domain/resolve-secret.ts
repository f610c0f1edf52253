import { Refused } from './failure.ts'
import { type Secret, secret } from './secret.ts'

/**
 * The secret a reference names: `env:NAME` is looked up in the environment; `demo:value` is the value
 * itself, and only good on loopback. Refuses with `secret-missing`, `demo-secret-not-on-loopback` or
 * `secret-reference-invalid`.
 */
export function resolveSecret(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
  isOnLoopback: boolean,
): Secret {
  if (reference.startsWith('demo:'))
    return demoSecret(reference.slice('demo:'.length), isOnLoopback)
  if (!reference.startsWith('env:')) {
    throw new Refused('secret-reference-invalid', 'A secret is named as env:NAME or demo:value')
  }
  const name = reference.slice('env:'.length)
  const value = environment[name]
  if (value) return secret(value)
  throw new Refused('secret-missing', `The environment variable ${name} is not set`)
}

function demoSecret(value: string, isOnLoopback: boolean): Secret {
  if (isOnLoopback) return secret(value)
  throw new Refused(
    'demo-secret-not-on-loopback',
    'The demo: secrets of the example work only while HOST is a loopback address; use env:NAME',
  )
}
