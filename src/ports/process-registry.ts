/** One live process and what it runs. */
export type RunningProcess = {
  readonly id: string
  readonly role: 'gateway' | 'worker'
  /** Names of the stages and followers it hosts. */
  readonly hosts: readonly string[]
  /** Where its measurements are read, on its own machine's loopback address. */
  readonly ops?: { readonly machine: string; readonly port: number }
}

/** Who runs what, over all processes of the installation. */
export type ProcessRegistry = {
  /** Says that this process is alive; to be repeated every second. */
  beat(process: RunningProcess): Promise<void>
  /** Takes the process off the list. */
  leave(id: string): Promise<void>
  /** Those that have been heard of in the last few seconds. */
  alive(): Promise<readonly RunningProcess[]>
}
