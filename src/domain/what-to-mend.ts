/**
 * What a person can do about a channel that fails with this code, in one sentence; undefined where there
 * is nothing to do but to read `docs/failures.md`.
 */
export function whatToMend(code: string): string | undefined {
  return BY_CODE[code] ?? BY_ENDING.find(([ending]) => code.endsWith(ending))?.[1]
}

const BY_CODE: Readonly<Record<string, string>> = {
  'alert-webhook-gone': 'The receiver wants no more alerts: take the channel out of channels.yaml.',
  'secret-missing': 'Set the environment variable that channels.yaml names, and restart.',
  'slack-recipient-unknown':
    'Correct the slackUserId in teams.yaml, or invite the app to the channel.',
  'smtp-recipient-refused': 'Correct the email in teams.yaml.',
  'smtp-mailbox-full': 'Have the mailbox emptied.',
  'sms-undelivered': 'Look whether the phone is on, and in the console of Twilio for the reason.',
  'teams-recipient-unknown': 'Name a workflow for the rep, or for all, in channels.yaml.',
  'twilio-number-invalid': 'Correct the phone in teams.yaml: +4790000000.',
  'twilio-opted-out': 'They answered STOP; they send START to the number to be told again.',
  'web-push-no-browser': 'The rep opens /push and allows notifications again.',
}

const BY_ENDING: readonly (readonly [string, string])[] = [
  ['-denied', 'Renew the token or password, set it in the environment, and restart.'],
  ['-invalid', 'Correct the secret in the environment, and restart.'],
  ['-unreachable', 'Look at the address, DNS, proxy and firewall.'],
  ['-rate-limited', 'More is sent than the vendor allows: look at your plan there.'],
  ['-timeout', 'Look at the status page of the vendor.'],
  ['-failed', 'Look at the status page of the vendor.'],
  ['-broken-off', 'Look at the status page of the vendor, and at proxies in between.'],
  ['-circuit-open', 'Look at the status page of the vendor.'],
]
