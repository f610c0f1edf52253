import { Worker } from 'node:worker_threads'

/** A question on its way to the thread, and its answer on the way back. */
export type Asked<Question> = { readonly id: number; readonly question: Question }
export type Answered<Answer> = { readonly id: number; readonly answer: Answer }

type Waiting<Answer> = {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** A thread with those who wait for its answers. */
type Running<Answer> = {
  readonly thread: Worker
  readonly waiting: Map<number, Waiting<Answer>>
}

/**
 * A thread that stays, for what is asked often and may take longer than a lead should wait: starting one
 * costs more than most answers. The first question starts it; questions are answered one after another by
 * `answerQuestions` in the module. When the thread fails, those that wait are rejected with the reason,
 * and the next question starts another one. It keeps no process from ending.
 */
export function standingThread<Question, Answer>(
  module: URL,
): (question: Question) => Promise<Answer> {
  let running: Running<Answer> | undefined
  let asked = 0

  function start(): Running<Answer> {
    const started = { thread: new Worker(module), waiting: new Map<number, Waiting<Answer>>() }
    const { thread, waiting } = started
    // Before it is there this would be undone by its coming.
    thread.once('online', () => thread.unref())
    thread.on('message', ({ id, answer }: Answered<Answer>) => {
      waiting.get(id)?.resolve(answer)
      waiting.delete(id)
    })
    const end = (error: unknown) => {
      if (running === started) running = undefined
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    thread.once('error', end)
    thread.once('exit', () => end(new Error('The thread ended without a word')))
    return started
  }

  return (question) =>
    new Promise((resolve, reject) => {
      running ??= start()
      asked += 1
      const message: Asked<Question> = { id: asked, question }
      // What cannot be sent throws, which rejects, and nobody waits for it.
      running.thread.postMessage(message)
      running.waiting.set(asked, { resolve, reject })
    })
}
