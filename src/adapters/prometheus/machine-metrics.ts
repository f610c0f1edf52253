import type { MetricsText } from '../../ports/metrics.ts'
import type { ProcessRegistry, RunningProcess } from '../../ports/process-registry.ts'
import { mergeExpositions } from './merge-expositions.ts'

type Parts = {
  readonly own: MetricsText
  readonly registry: ProcessRegistry
  /** The process that asks; its own measurements are not fetched. */
  readonly processId: string
  /** The machine whose processes are asked; others cannot be reached on loopback. */
  readonly machine: string
}

/** A process that does not answer by then is left out. */
const TIME_LIMIT_MS = 2_000

/** The measurements of all live processes on one machine, as one text. */
export function machineMetrics({ own, registry, processId, machine }: Parts): MetricsText {
  return {
    contentType: own.contentType,
    async read() {
      const others = await othersOn(machine, registry, processId)
      const answers = await Promise.all([own.read(), ...others.map(askFor)])
      const texts = answers.filter((answer) => answer !== undefined)
      return mergeExpositions([...texts, upText(others, answers.slice(1))])
    },
  }
}

/** Without the database nobody can say who else lives; our own measurements are still worth it. */
async function othersOn(machine: string, registry: ProcessRegistry, processId: string) {
  const alive = await registry.alive().catch((): readonly RunningProcess[] => [])
  return alive.flatMap(({ id, role, ops }) =>
    id === processId || ops?.machine !== machine ? [] : [{ name: processName(role, id), ...ops }],
  )
}

type Other = { readonly name: string; readonly port: number }

/** Short enough to read; the end of an id is its random part. */
export const processName = (role: string, id: string) => `${role}-${id.slice(-8)}`

function askFor({ port }: Other): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS)
  return fetch(`http://127.0.0.1:${port}/metrics`, { signal }).then(
    (answer) => (answer.ok ? answer.text() : undefined),
    // Its absence is the news, and `stl_process_answers` tells it.
    () => undefined,
  )
}

function upText(others: readonly Other[], answers: readonly (string | undefined)[]): string {
  return [
    '# HELP stl_process_answers Whether another process of this machine gave its measurements.',
    '# TYPE stl_process_answers gauge',
    ...others.map(({ name }, index) => {
      return `stl_process_answers{process="${name}"} ${answers[index] === undefined ? 0 : 1}`
    }),
  ].join('\n')
}
