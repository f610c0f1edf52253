import type { TaskId } from '../domain/ids.ts'
import type { Task } from '../domain/task.ts'

/** The rows of the work that leads set off. */
export type TaskStore = {
  /** The task while it is open; undefined when it has ended, or there is none of that id. */
  open(id: TaskId): Promise<Task | undefined>
  /** Ends a task. Ending it twice keeps the first end. */
  end(id: TaskId, state: 'done' | 'refused' | 'dead', failure?: string): Promise<void>
}
