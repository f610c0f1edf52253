import { captchaSandbox } from './captcha-sandbox.ts'
import { type ClearbitRecord, clearbitSandbox } from './clearbit-sandbox.ts'
import { googleAdsSandbox } from './google-ads-sandbox.ts'
import { hubspotSandbox } from './hubspot-sandbox.ts'
import { jotformSandbox } from './jotform-sandbox.ts'
import { linkedinSandbox } from './linkedin-sandbox.ts'
import { metaSandbox } from './meta-sandbox.ts'
import { slackSandbox } from './slack-sandbox.ts'
import { smtpSandbox } from './smtp-sandbox.ts'

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
      | 'captcha',
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
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox({ port: ports.slack ?? 0 }))
  const smtp = started.use(await smtpSandbox({ port: ports.smtp ?? 0 }))
  const hubspot = started.use(await hubspotSandbox({ port: ports.hubspot ?? 0, owners }))
  const clearbit = started.use(await clearbitSandbox({ port: ports.clearbit ?? 0, records }))
  const meta = started.use(await metaSandbox({ port: ports.meta ?? 0 }))
  const linkedin = started.use(await linkedinSandbox({ port: ports.linkedin ?? 0 }))
  const googleAds = started.use(await googleAdsSandbox({ port: ports['google-ads'] ?? 0 }))
  const jotform = started.use(await jotformSandbox({ port: ports.jotform ?? 0 }))
  const captcha = started.use(await captchaSandbox({ port: ports.captcha ?? 0 }))
  const all = started.move()
  return {
    ...{ slack, smtp, hubspot, clearbit, meta, linkedin, googleAds, jotform, captcha },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
