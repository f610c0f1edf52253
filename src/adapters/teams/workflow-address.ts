import { Refused } from '../../domain/failure.ts'
import { isLoopback } from '../../domain/is-loopback.ts'

/** Where Microsoft hosts workflows with an HTTP trigger. */
const HOSTS = ['.logic.azure.com', '.environment.api.powerplatform.com', '.api.powerautomate.com']

/**
 * The address of a workflow, as its host and what is asked of it. Refuses with
 * `teams-workflow-invalid` what leads elsewhere: cards carry links that act for a rep.
 */
export function workflowAddress(text: string): { readonly origin: string; readonly path: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !isWorkflow(url)) {
    const hosts = HOSTS.map((host) => `*${host}`).join(', ')
    throw new Refused('teams-workflow-invalid', `A workflow has an https address at ${hosts}`)
  }
  return { origin: url.origin, path: `${url.pathname}${url.search}` }
}

/** This machine stands for Microsoft in tests and demos. */
const isWorkflow = ({ protocol, hostname }: URL) =>
  isLoopback(hostname) || (protocol === 'https:' && HOSTS.some((host) => hostname.endsWith(host)))
