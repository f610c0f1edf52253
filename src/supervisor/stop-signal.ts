/**
 * Resolves at the first SIGTERM or SIGINT. More of them change nothing: Ctrl-C reaches us twice,
 * from the terminal and from npm, and the stop that is under way has a time limit anyway.
 */
export function whenToldToStop(): Promise<'told'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve('told'))
  })
}
