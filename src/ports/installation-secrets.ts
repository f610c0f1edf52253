/** What each secret is for. */
export type InstallationSecretName = 'answer-links' | 'web-push'

/**
 * Secrets that an installation makes for itself, the same in all its processes and after a restart.
 */
export type InstallationSecrets = {
  /** Kept as it is from the first time it was asked for; `make` gives it then. */
  secret(name: InstallationSecretName, make: () => Uint8Array): Promise<Uint8Array>
}
