import { captchaSandbox } from './captcha-sandbox.ts'
import { type ClearbitRecord, clearbitSandbox } from './clearbit-sandbox.ts'
import { googleAdsSandbox } from './google-ads-sandbox.ts'
import { hubspotSandbox } from './hubspot-sandbox.ts'
import { jotformSandbox } from './jotform-sandbox.ts'
import { linkedinSandbox } from './linkedin-sandbox.ts'
import { metaSandbox } from './meta-sandbox.ts'
import { pagerSandbox } from './pager-sandbox.ts'
import { pushSandbox } from './push-sandbox.ts'
import { slackSandbox } from './slack-sandbox.ts'
import { smtpSandbox } from './smtp-sandbox.ts'
import { teamsSandbox } from './teams-sandbox.ts'
import { twilioSandbox } from './twilio-sandbox.ts'

type Options = {
  /** The port of each; any free one where none is given. */
  readonly ports?: Partial<
    Record<
      | 'slack'
      | 'smtp'
      | 'hubspot'
      | 'clearbit'
      | 'meta'
      | 'linkedin'
      | 'google-ads'
      | 'jotform'
      | 'captcha'
      | 'twilio'
      | 'teams'
      | 'pager'
      | 'push',
      number
    >
  >
  /** What Clearbit knows, by address; looked at anew with every call. */
  readonly records?: Readonly<Record<string, ClearbitRecord>>
  /** The people HubSpot may make owner of a record. */
  readonly owners?: readonly { readonly id: string; readonly email: string }[]
}

/** One of every vendor we have a sandbox for. */
export type Sandboxes = Awaited<ReturnType<typeof startSandboxes>>

/** Starts all sandboxes; when one cannot start, none is left running. */
export async function startSandboxes({ ports = {}, records = {}, owners = [] }: Options = {}) {
  const on = (vendor: keyof typeof ports) => ({ port: ports[vendor] ?? 0 })
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox(on('slack')))
  const smtp = started.use(await smtpSandbox(on('smtp')))
  const hubspot = started.use(await hubspotSandbox({ ...on('hubspot'), owners }))
  const clearbit = started.use(await clearbitSandbox({ ...on('clearbit'), records }))
  const meta = started.use(await metaSandbox(on('meta')))
  const linkedin = started.use(await linkedinSandbox(on('linkedin')))
  const googleAds = started.use(await googleAdsSandbox(on('google-ads')))
  const jotform = started.use(await jotformSandbox(on('jotform')))
  const captcha = started.use(await captchaSandbox(on('captcha')))
  const twilio = started.use(await twilioSandbox(on('twilio')))
  const teams = started.use(await teamsSandbox(on('teams')))
  const pager = started.use(await pagerSandbox(on('pager')))
  const push = started.use(await pushSandbox(on('push')))
  const all = started.move()
  return {
    ...{ slack, smtp, hubspot, clearbit, meta, linkedin, googleAds, jotform, captcha },
    ...{ twilio, teams, pager, push },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
