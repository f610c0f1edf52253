import { parentPort } from 'node:worker_threads'
import type { Answered, Asked } from './standing-thread.ts'

/** In a standing thread: answers every question by that function. What it throws ends the thread. */
export function answerQuestions<Question, Answer>(answerTo: (question: Question) => Answer): void {
  parentPort?.on('message', ({ id, question }: Asked<Question>) => {
    const answered: Answered<Answer> = { id, answer: answerTo(question) }
    parentPort?.postMessage(answered)
  })
}
